"""The sample city: invented people and figures for Huế's real wards and communes."""
