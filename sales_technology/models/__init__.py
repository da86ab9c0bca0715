# The table of contents: rooms in the order in which data flows. A room may use
# the rooms above it, never those below.
from . import process  # catalogue of processes, roles, the process × role matrix
from . import ladder  # ladders, steps, gates, moves; register, decision makers, scenarios, touches
from . import deal  # deal: protocols and development plan, proposals, tenders, contracts, pilots
from . import client  # client: status, key people, work stages, receivables, claims, cross-sales, gifts, partners
from . import indicator  # indicators: catalogue, sources, the cube of actuals and its refresh
from . import plan  # plans from the year to the day: sharing out, approval, corrections
from . import control  # control: due reports, deviations, decisions, stand-ups and meetings, scorecards
from . import improvement  # improvement: satisfaction, service level, change register, process optimisation
