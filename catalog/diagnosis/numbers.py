"""Every number that decides, with its reason; and the confidence of an answer, added up in one place."""

from __future__ import annotations

LEAST_FINDING, LEAST_LOOKING_UP, WORK_OF_A_CHARACTER, MOST_WORK = 5_000, 12_000, 0.06, 200_000
"""Units of work for one text, each of two to three microseconds, to find its errors and to look them up: so many, and
more for a longer one, so that a text of nothing but errors costs a few times an ordinary log as long; a page of any
error costs less than a tenth of the least."""

MOST_SHARING = 4
"""Texts of one batch that share the least units and the fewest codes of a text: so many long ones cost as much as one
that is as long as all, and each of very many is still read as any short one."""

WORK_OF_AN_ERROR, WORK_OF_A_FIT, WORK_OF_A_COMPARISON = 40, 6, 3
"""Units of work for an error that is looked up, for each case it is compared with, and for a message compared with
one."""

WORK_OF_A_TEXT, WORK_OF_A_STRUCTURE, WORK_OF_A_LINE = 60, 4, 6
"""Units of work for a string of an object that is read as a text of its own, for each structure in it, and for each
line of a short text that is looked up as a whole message."""

LONGEST_READ_TWICE = 8_000
"""Characters up to which a text that a terminal may have wrapped is read both ways. A longer one is read the way in
which more of it can be parsed."""

LONG_ENOUGH = 40
"""Characters of literal text from which a template without placeholders is told from prose wherever it stands."""

LEAST_OF_A_CUT_MESSAGE, LEAST_OF_A_CUT_PART = 30, 6
"""Characters of its own words by which a message is told that a text breaks off; and those of
the words that it breaks off in.
"""

WORDS_OF_A_CUT_MESSAGE = 3
"""Words of four letters or more, none of every day, by which the beginning of a message without values is told."""

LONGEST_UNWRAPPED = 40
"""Characters below which no terminal and no mail program breaks a line: a value goes on only behind a longer one."""

CODE_AND_MESSAGE = 0.99
"""A code with its own documented message: nothing else can be meant."""

CODE_AND_MESSAGE_WITH_A_DOUBT = 0.95
"""The same, with another status than documented or with the code's delimiters written otherwise."""

CODE_ALONE = 0.95
"""A code that has one case, where the text says no message."""

CODE_WITH_ANOTHER_MESSAGE = 0.9
"""A code whose text says something else than documented: a later version's words, or another program's code."""

CODE_AND_STATUS = 0.9
"""One of several cases, told by its status alone."""

NAME_ALONE = 0.85
"""A tag or a thing's name: nothing there says that it is an error."""

ONE_OF_SEVERAL_CASES = 0.6
"""A code with several cases and nothing to tell them apart."""

MESSAGE_AND_STATUS = 0.97
"""A message without its code, with the documented status."""

WHOLE_MESSAGE = 0.93
"""A message without its code that is the whole of a field or a line."""

PART_OF_A_MESSAGE = 0.9
"""A message without its code that other words stand around."""

MESSAGE_BESIDE_ANOTHER_CODE = 0.6
"""A message beside what may be another code of its service: a later one, which the catalog does not have."""

SHORT_MESSAGE_AND_STATUS = 0.85
"""A message of few words, with the documented status: below 0.9, since other vendors say the same."""

OF_THE_SERVICE_OF_OTHERS = 0.85
"""One of several services' errors, where surely matched errors that stand there alike are of one of those services:
below 0.9, since a text may hold errors of many.
"""

CUT_MESSAGE = 0.85
"""The beginning of a message that the text breaks off: below 0.9, since another may begin so."""

NUMBER_OF_A_NAMED_SERVICE = 0.85
"""A number of one or two digits beside another message than its own, in a text that names the service: below 0.9, since
many programs have such numbers.
"""

SHORT_MESSAGE = 0.75
"""A message of few words alone."""

STATUS_WORDS = 0.6
"""The standard words of a status, in the format of one service."""

OF_EQUAL_SERVICES = 0.95
"""Shared by the services that have one code."""

OF_EQUAL_CASES = 0.9
"""Shared by the cases that nothing tells apart."""

OF_EQUAL_MESSAGES = 0.85
"""Shared by the cases of one code whose messages are the same."""

OTHER_CASE = 0.05
"""Another case of a code that was told by its message."""

TELLING_HUMPS = 3
"""Words of a code from which it is somebody's without its message or its service: "OverLimit" is anybody's."""

SIMILAR = 80
"""Percent of similarity from which a documented message is offered as similar; below, other errors are offered."""

MOST_SIMILAR = 3
"""Cases that are offered for a similar message, or for a status that is all a text says: more help nobody."""

LEAST_RUN_IN = 5
"""Letters of a service's name by which it is told where it is run together with others: ``MSSQLSERVER``."""

MOST_AMBIGUOUS = 20
"""Errors that fit equally well and are shown: the contract's number."""

MOST_COMPARED, MOST_COMPARISONS = 20, 500_000
"""Unknown codes of one text to which similar ones are looked for: each is compared with all codes there are, of very
large catalogs fewer: so many comparisons in all, each a tenth of a microsecond."""

MOST_CANDIDATES = 10_000
"""Errors of one text that are looked at, and findings of a long log that are counted, the known and the others each: so
no number of unknown errors leaves a known one out. The answer says when there were more."""

FEWEST_CODES, CHARACTERS_OF_CODE = 200, 480
"""Codes in running text that are read with all that stands around them: so many, and in a long text one for so many
characters, since each costs as much as some thousand characters of an ordinary log. Of more, each code's first places
are read and the others are counted."""

MANY_CODES, PLACES_OF_MANY = 50, 100
"""Different codes of a text behind which it is no log of a few errors but a list of all sorts: of those, each one's
first place is read and, up to so many places, further ones."""

MANY_MESSAGES = 300
"""Different messages known without a code behind which a text is a list of all sorts: half as many again as an answer
shows, and further ones are not looked for."""

PLACES_READ = 20
"""Lines of the same words that are read each with what stands around it; further ones are counted."""

MOST_TEMPLATES = 200
"""Messages of the catalog that are laid against one line or one field."""

MOST_CASES = 40
"""Cases of one code that are all laid against a text; of more, only those whose words stand in it."""

WRAPPED_LINES = 3
"""Lines before and behind one over which a message may be wrapped."""

MOST_TEXTS = 12
"""Strings of one object, messages around one code, or whole messages that quote others, that are looked at: an error
says itself in its first few."""

MOST_VALUES = 8
"""Values of one object, of fields with unknown names, that are tried as the code of what another field says."""

SHORT_TEXT = 4000
"""Characters of texts whose lines are looked up as whole messages, however short; of longer ones it costs too much."""

LONGEST_SAID = 500
"""Characters of a line in no catalog that are repeated in the answer."""

LONGEST_TEXT = 4 * 1024 * 1024
"""Characters that are looked at; a longer text is cut. Doors refuse long before."""

LEAST_ERROR = 400
"""The status from which on an answer is an error."""

LONGEST_PROGRAM = 300
"""Characters of a line that are looked at for being a program."""

REACH_OF_A_CONTEXT, CHARACTERS_OF_CONTEXTS = 200, 30_000
"""Characters on either side of a code that say whether it is reported or only mentioned; and how many of a text's are
looked at, those of several hundred lines: codes behind them count as reported."""

MOST_FINDINGS = 200
"""Distinct errors of one text that are answered; a note says when there were more."""

MOST_VARIANTS = 20
"""Sets of values of one finding that are shown."""

MOST_REQUEST_IDS = 20
"""Request ids of one finding that are kept; a failing request in a loop has thousands."""

MOST_SERVICES = 100
"""Services of an ambiguous code that are listed; how many there are is told beside."""

CODE_SIMILARITY = 82
"""Percent of similarity from which a code counts as a near miss of another."""

LONGEST_LINE = 8192
"""Characters of one line that are looked at."""

LONGEST_HEAD = 400
"""Characters of a line in which a head is looked for."""

LONGEST_COLUMNS = 160
"""Characters of unknown columns before a level."""

MOST_TOKENS = 16
"""Parts of a head, such as a time, a level, a thread, that are read one behind the other."""

MOST_LOOSE = 16
"""Marks of a line at which a message may begin that are tried."""

LOUD = 2
"""From this level on, a line speaks of an error."""

LEAST_TELLING = 2
"""From this weight on, marks tell whose an error is; below they only put a service before others."""

LONGEST_NAMES = 20_000
"""Characters in which names of services are looked for."""

FEW_SERVICES = 3
"""Services that create what a resource of Terraform is, up to which its type names them: rds, docdb and neptune create
a DBInstance, and very many an Instance."""

SHORTEST_NAME = 3
"""Characters from which a name of a service, standing alone, may be one: "s3" is in many a path."""

LONGEST_VALUE = 8192
"""Characters of one value that are looked at."""

LONGEST_HEADER = 1000
"""Characters of a line that may be the header of a table."""

MOST_PAIRS, FEWEST_PAIRS, CHARACTERS_OF_PAIR = 20_000, 1_000, 32
"""Names with values that are read of one text: at most so many, of a short one so many and one more for so many
characters."""

FEWEST_CLOSINGS, CHARACTERS_OF_CLOSING = 60, 8
"""Quotes of a text that are looked at for those that end a value: so many, and one more for so many characters. Behind
them, the first quote ends it."""

SHORT_VALUE = 256
"""Characters read of a value once overlapping values have cost twice the length of the text."""

REACH = 2000
"""Characters behind a code in running text in which its message is looked for."""

NEARBY = 600
"""Characters before a code in which its status and request id are looked for."""

VAGUE = 5
"""The rank from which a name says little of what its field holds."""

NAMES_A_NUMBER = 2
"""The rank of a field that holds an error's number: words in it are no code, as in ``errno: Connection refused``."""

NAMES_A_SORT = 3
"""The rank from which a field names a sort of error rather than its code: ``type``, ``errorType``."""

MOST_BESIDE_A_STATE = 4
"""Fields of an object whose status may be the name of an error: one of many fields is the state of a thing."""

NAMES_A_REASON = 4
"""The rank of a field that may hold a more particular code beside an object's own: ``reason``, ``issue``."""

LONGEST_STATUS = 3
"""Digits of a status: a longer number behind the class of an SDK is the vendor's own."""

LEAST_RUN_TOGETHER = 15
"""Letters from which a word before a colon is several run together, and so a code: ``toomanyrequests``."""

LONGEST_SHORT_NAME = 4
"""Letters up to which the name of a service in small letters is a word of the sentence."""

FEWEST_WORDS_OF_PROSE = 3
"""Words in the line of a code like ``U4`` from which it is a sentence that has to sound of trouble."""

LEAST_MADE_UP = 6
"""Capitals from which a word of no language before a sentence is a code, whatever the sentence says: ``MISCONF``."""

MOST_PAIRS_BEFORE = 5
"""Pairs between a code and what is said behind it that are passed over."""

LONGEST_PLACE = 120
"""Characters behind a short message in which the file and line that said it are looked for."""

LONGEST_BETWEEN = 80
"""Characters between a message known without its code and what may be another code of it."""

SHORTEST_PIECE = 8
"""Characters from which what stands before a code, or in brackets, may be a message."""

MOST_NODES = 50_000
"""Values of one structure that are walked through."""

DEEPEST_LAYER = 4
"""Strings within strings that are opened: a gateway that passes on a body which passes on a body."""

MOST_TRACED = 500
"""Pieces of evidence and candidates of one text that are listed; a longer text is traced in parts."""

LONGEST_TRACED_VALUE = 160
"""Characters of one value in a trace."""

DEEPEST_ENCODING = 3
"""Times that a text is decoded from percent signs or base64: a link in a link, a log in a log."""

MOST_STRUCTURES, MOST_DISTINCT = 10_000, 5_000
"""Structures of one text that are read, and of those such as no other is like; those behind stay running text, and the
answer says so."""

FEWEST_OBJECTS, CHARACTERS_OF_OBJECT = 250, 240
"""Different objects of a text's structures that are read: so many, and one more for so many characters, of which an
answer shows fewer."""

FEWEST_STRUCTURES, CHARACTERS_OF_STRUCTURE = 800, 120
"""Of a short text fewer distinct structures: so many, and one more for so many characters; smaller ones say little."""

TIMES_PARSED = 8
"""How many times its own length a text may be handed to the JSON parser, broken pieces included."""

COMPARED_OF_EACH = 60
"""How often each line is compared with the shapes of others. A log has few shapes; to compare each of very many lines
with each of very many shapes would take quadratic time."""

SAME_SHAPE = 0.5
"""Share of equal words from which two lines have one shape; Drain3's own default is 0.4, for longer messages."""

VARIANTS_COUNTED = 2_000
"""Sets of values of one finding of a long log that are counted one by one; rarer ones met later count only with their
finding."""

LINES_AT_ONCE = 150
"""Lines of a long log answered in one go: fewer than there are findings in an answer, so that none is left out."""

MOST_NOTES = 8
"""Notes of one finding of a long log that are kept, each once."""

SHORTEST_LOG = 16_384
"""Characters from which a text is long enough for leaving lines out; a shorter one is read whole."""

MOST_CONTINUED = 60
"""Lines of a stack trace or a body that are kept on either side of a line that shows something."""

LINES_AROUND = 3
"""Lines kept on either side where the text is no log: a status or a request id may stand there on a line of its own."""

LONGEST_BEGINNING, LINES_LOOKED_AT = 65_536, 200
"""Characters, and lines of them, by which a text is known for a log."""

SHARE_READ_WHOLE = 0.9
"""Share of lines that may show an error from which a log is read whole: to leave the others out saves nothing."""

CHARACTERS_OF_A_KIND = 2_000
"""Characters of a log for each kind of line that is read by itself, once, so that further ones need only be counted."""

READ_IN_VAIN = 8
"""Kinds as which one counts whose line shows several errors, or none of the catalog: it is read with the others again,
and where most lines are such, to read each by itself saves nothing."""

MOST_KINDS = 50_000
"""Kinds of lines of a long log that are remembered, so that further lines of one are counted without being read."""

WORTH_REPEATING = 4
"""Lines of one kind from which the first is read by itself, so that the others need only be counted."""

MOST_REPEATED_CODES = 8
"""Codes with letters in a line of a long log beyond which it is always read: a list of them is no error's record."""

LONGEST_REPEATED = 2_000
"""Characters of a line of a long log beyond which it is always read."""

PIECE = 1024 * 1024
"""Characters of a piece of a long text, and bytes that are read at once."""

LONGEST_RECORD = 64 * 1024
"""Characters before the end of a piece in which a better place to end it is looked for."""

SHORTEST_ANCHOR = 4
"""Characters of a template's longest literal below which it is only looked for as a whole field, or with its code."""

SHORT_ANCHOR, LONG_ANCHOR = 24, 48
"""Characters of a template's longest literal that are looked for: the first few, which cost a fraction of the memory;
where many begin alike, more. The rest is compared when they are found."""

MOST_ALIKE = 16
"""Templates that may begin alike before more of them is looked for, so that one beginning does not bring up all."""

BEHIND_ITS_SERVICES = 1
"""How much less a vendor's common errors are meant than the service that the text names most clearly."""

DEEPEST_STRUCTURE = 900
"""Brackets inside brackets that are read; Python's parser gives up at about a thousand."""

TIMES_THE_TEXT, PLUS_BYTES, LEAST_PLUS_BYTES = 4, 58 * 1024, 58 * 256
"""An answer has at most so many times the bytes of its text, and so many more, which the texts of a batch share; each
of them may have the least, however many there are. Other media types and an interface add their own bytes to those of
JSON: what is promised is four times and 64 kB."""

BYTES_OF_FINDING, BYTES_OF_MATCH, BYTES_OF_SUGGESTION, BYTES_OF_VARIANT = 320, 300, 130, 60
"""Bytes of JSON around the texts of each: names of fields, addresses of pages, short values."""

BYTES_OF_SERVICE, BYTES_OF_PARAMETER, BYTES_OF_NOTE = 90, 30, 40
"""The same around a service's names, a value and a note."""

CHARACTERS_OF_NEED = 200
"""Characters of a text for each word that a rule needs: where there are more of them, all of it is searched."""

SHORTEST_NEED = 3
"""Characters of a word that rules need from which an automaton looks for it, with all others at once: a shorter one
stands at so many places that to find the first alone is quicker."""

CHARACTERS_OF_END = 40
"""Characters of a text for each end of a code: where there are more of them, whole codes are looked for."""

LONGEST_WORD = 130
"""Characters before the digits of a code in which its beginning is looked for."""

NARROWEST = 30
"""Characters of a terminal's lines, at least: where it broke shorter ones, they are not joined again."""

LONGEST_SECRET = 16_000
"""Characters of one secret that are looked at; tokens of several thousand are in use."""

DEEPEST_SECRET = 10
"""Brackets in brackets below which no secret is looked for."""

NEAR_KIND, MOST_ENTRIES = 2_000, 200
"""Characters on either side of a Kubernetes Secret's kind in which its data is looked for, and values of it that are
masked."""

MOST_COLUMNS, LONGEST_SECRET_HEADER = 60, 600
"""Columns of a table, and characters of its header, in which names of secrets are looked for."""

MOST_SECRETS = 2000
"""Distinct secrets of one text that are masked by their value."""

REACH_OF_A_RULE, REACH_OF_A_LINE, REACH_OF_A_KEY = 5_000, 1_000, 21_000
"""Characters on either side of a word of secrets that decide what it brings up: the field beside it that holds the
value may begin so far away; options and logins are of one line or a few; the end of a private key stands farther."""

SHORTEST_SECRET = 4
"""Characters below which a value is masked in its own place only: it would be found everywhere."""

LONGEST_CONTEXT = 48
"""Characters before a short secret by which its place is known again."""

DEEPEST_ESCAPING = 4
"""Rounds of escaping that are taken off a secret, to mask it in whatever it is quoted by."""

STRETCH = 65_536
"""Characters in which words that bring up secrets, or words of templates, are looked for at once: they may stand
everywhere."""

LONGEST_PATTERN = 64
"""Characters of a text out of a paste that an automaton looks for; the rest is compared where they were found. There
may be thousands of them, as long as the paste: an automaton of whole ones would have as many states as characters."""

ERRORS_REMEMBERED = 8_192
"""Errors of a stored catalog that stay objects once they were asked for."""

LOOKUPS_REMEMBERED, LONGEST_CODE_REMEMBERED = 4_096, 200
"""Words of messages, and codes, whose errors stay objects once they were found in a text; a code of more characters is
looked up each time, since it may be a whole paste."""

NAMES_REMEMBERED = 8_192
"""Names of fields whose meaning is remembered."""
