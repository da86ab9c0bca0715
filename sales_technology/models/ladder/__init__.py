# ladder: steps, gates, moves
from . import ladder
from . import crm_stage
from . import ladder_gate
from . import ladder_move
from . import crm_team
from . import ladder_adoption
from . import ladder_adoption_line
from . import ladder_adoption_lead
from . import evidence_type
from . import evidence
from . import crm_lead
from . import crm_lead_move
