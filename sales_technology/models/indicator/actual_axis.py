from odoo import models


class SalestechActualAxis(models.AbstractModel):
    """What the cube points to without a foreign key: on deletion it is taken out of it, and its figures stay."""

    _name = "salestech.actual.axis"
    _description = "Axis of the Figures"

    _actual_axis = ""

    def unlink(self):
        self.check_access("unlink")
        ids = self.ids
        result = super().unlink()
        # sudo: the cube is closed to everybody; the deletion was allowed just now
        self.env["salestech.actual"].sudo()._forget(self._actual_axis, ids)
        return result
