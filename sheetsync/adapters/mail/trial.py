"""A letter that only tries the way letters go."""

import hashlib
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

from sheetsync.core.values import format_date, format_time
from sheetsync.edition.model import Contact
from sheetsync.hands import Letter


def trial_letter(sender: Contact, about: str, at: datetime) -> Letter:
    """A letter from the sender to itself, of one moment."""
    moment = f"{format_time(at.time())} ngày {format_date(at.date())}"
    key = hashlib.sha256(f"{about} {at.isoformat()}".encode()).hexdigest()
    message = EmailMessage(policy=SMTP)
    message["From"] = message["To"] = sender.email
    message["Date"] = at
    message["Message-ID"] = f"<{key}@{sender.email.partition('@')[2]}>"
    message["Subject"] = f"Thư thử của sheetsync, {moment}"
    message.set_content(f"Thư thử của đợt “{about}”.\nNhận được thư này nghĩa là đường gửi thư đã thông.\n")
    return Letter(key, "doctor", "thu", sender.email, message.as_bytes())
