"""Django settings, one module for each subject; environment variables are read by ``portal.environment``."""

from portal.settings.applications import *
from portal.settings.assets import *
from portal.settings.databases import *
from portal.settings.environment_values import *
from portal.settings.logs import *
from portal.settings.rest import *
from portal.settings.security import *
from portal.settings.sign_in import *
