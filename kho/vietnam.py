"""What holds everywhere in Việt Nam: its time, and the day on which its provinces and communes were made anew."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

#: Departments report, deadlines end and receipts tell in the time of Hà Nội, wherever the machine stands.
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

#: From this day on a province reports on its new boundary (Nghị quyết 202/2025/QH15).
REFORM = date(2025, 7, 1)
