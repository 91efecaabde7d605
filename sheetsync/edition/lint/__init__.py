"""What an edition may say and still be wrong: every rule there is, put in one row. Each rule yields doubts."""

from collections.abc import Callable, Iterator

from sheetsync.edition.doubt import Doubt
from sheetsync.edition.lint import codes, days, scale, tiering, verdicts
from sheetsync.edition.model import Edition

Rule = Callable[[Edition], Iterator[Doubt]]


def lint(edition: Edition, *, unsure: frozenset[str] = frozenset()) -> Iterator[Doubt]:
    """Apply every rule, but for those that conclude from what is not there in a setting of which parts were cut out.

    `unsure` names such settings: "units", "rubric" and "rubric.bands"; ".role" means a `role` of some criterion.
    """
    for rule in _local_rules():
        yield from rule(edition)
    for whole_rule, *rests_on in _whole_rules():
        if unsure.isdisjoint(rests_on):
            yield from whole_rule(edition)


def _local_rules() -> tuple[Rule, ...]:
    return (
        codes.repeated_book_codes,
        codes.repeated_codes,
        codes.repeated_remark_codes,
        codes.repeated_names,
        scale.sections_that_score,
        scale.bonus_of_nothing,
        tiering.tier_points,
        tiering.killers,
        tiering.unclear_choices,
        tiering.tier_limits,
        tiering.idle_rates,
        days.unknown_timezone,
        codes.google_account,
        codes.silent_hands,
        days.phases_backwards,
        days.wrong_weekday,
        days.last_day_on_sunday,
        days.phases_that_touch,
        days.phases_out_of_order,
        days.inspections_out_of_order,
        days.reminders_twice,
        days.extensions_twice,
        verdicts.bands_out_of_order,
        verdicts.unclear_conditions,
        verdicts.late_of_nothing,
        codes.last_year_beyond_max,
    )


def _whole_rules() -> tuple[tuple[Rule, *tuple[str, ...]], ...]:
    """Rules that conclude from an absence, with the settings that must be whole for that."""
    return (
        (codes.unknown_clusters, "clusters"),
        (codes.leaves_without_scorer, "departments"),
        (codes.unknown_units, "units"),
        (codes.unknown_judges, "departments"),
        (codes.idle_departments, "rubric.criteria"),
        (codes.clusters_without_units, "units"),
        (codes.units_without_cluster, "units", "clusters"),
        (codes.owners_without_contacts, "units", "departments", "clusters"),
        (days.inspections_outside_phases, "phases"),
        (days.closes_nothing, "collects"),
        (days.closed_before_due, "phases"),
        (days.extensions_of_nothing, "units", "departments", "clusters", "phases", "collects"),
        (days.extensions_too_early, "phases"),
        (codes.no_themes, "highlights"),
        (codes.precedence, "rubric.precedence"),
        (scale.wrong_sums, "rubric.criteria", "rubric.max"),
        (scale.caps_beside_sums, "rubric.criteria"),
        (scale.needless_reasons, "rubric.criteria"),
        (scale.caps_out_of_reach, "rubric"),
        (scale.points_off_step, "rubric.step"),
        (scale.mixed_roles, ".role"),
        (scale.rules_against_roles, ".role"),
        (scale.bonus_misplaced, ".role"),
        (scale.bonus_without_cap, "rubric.criteria", "rubric.bonus_cap"),
        (scale.section_bonus_out_of_reach, "rubric.criteria"),
        (scale.scale_by_points, "rubric.compare"),
        (scale.strangers, "units"),
        (tiering.zero_over_zero, ".zero_over_zero"),
        (tiering.full_for_nothing, ".role"),
        (tiering.idle_killers, ".role", "rubric.sanctions"),
        (verdicts.lowest_band, "rubric.bands"),
        (verdicts.bands_out_of_reach, "rubric"),
        (verdicts.unknown_conditions, "rubric.criteria", "rubric.bonus"),
        (verdicts.unknown_figures, "figures"),
        (verdicts.conditions_out_of_reach, "rubric.criteria"),
        (verdicts.sanctions, "rubric.criteria", "rubric.bands"),
        (verdicts.quotas, "rubric.criteria", "rubric.bands"),
        (verdicts.quotas_of_zero, "clusters", "units"),
        (verdicts.ranking, "rubric.criteria", "rubric.bands", "rubric.ranking"),
        (verdicts.clamps, "rubric.max", "rubric.compare"),
        (verdicts.late_phases, "phases", "collects"),
        (verdicts.once_items, "rubric.criteria"),
    )
