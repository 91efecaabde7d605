"""What cannot be right, or needs a word, in what people gave: one small function per check.

Entries are never altered; a check only finds.
"""

from sheetsync.core.checks import lists, points, report
from sheetsync.core.checks.scene import Scene
from sheetsync.core.findings import Finding

CHECKS = (
    points.self_points_missing,
    points.department_points_missing,
    points.figures_off_the_scale,
    points.extras_uncounted,
    points.bonus_beyond_leaf,
    points.proposals_off_the_scale,
    points.evidence_missing,
    points.total_mismatch,
    points.gap_large,
    lists.gap_unexplained,
    points.criterion_foreign,
    lists.bonus_incomplete,
    lists.bonus_over_cap,
    lists.bonus_undecided,
    lists.bonus_decision_unusable,
    lists.bonus_decision_without_reason,
    lists.agreed_incomplete,
    lists.agreed_bonus_blank,
    lists.agreed_twice,
    lists.unit_not_in_cluster,
    lists.question_incomplete,
    lists.question_unanswered,
    lists.question_unclosed,
    lists.decision_without_reason,
    lists.decision_off_the_scale,
    report.figures,
    report.remedy_unanswered,
    report.remedy_without_evidence,
    report.remedy_unjudged,
    report.highlights_too_long,
)


def check(scene: Scene) -> tuple[Finding, ...]:
    """Run every check over the scene."""
    return tuple(finding for one in CHECKS for finding in one(scene))
