/*-------------------------------------------------------------------------
 *
 * duration_read.c
 *	  What is read from a duration_summary: mean, percentiles, counts, and
 *	  estimates that take the open durations into account.
 *
 *-------------------------------------------------------------------------
 */
#include "duration.h"

#include <math.h>

#include "datatype/timestamp.h"
#include "funcapi.h"
#include "utils/tuplestore.h"

#include "args.h"
#include "math/special.h"
#include "math/survival.h"

/* Rows of one kind: ended, open or negative. */
typedef enum Kind
{
	KIND_ENDED,
	KIND_OPEN,
	KIND_NEGATIVE
} Kind;

static inline Kind
entry_kind(const HistogramEntry *entry)
{
	if (entry->key < 0)
		return KIND_NEGATIVE;
	return KEY_IS_OPEN(entry->key) ? KIND_OPEN : KIND_ENDED;
}

static int64
count_kind(const DurationState *state, Kind kind)
{
	int64		count = 0;

	/* One-step aggregates come here without a trim: check the total. */
	histogram_total(state, DURATION_FIXED);
	for (int32 i = 0; i < state->head.n; i++)
		if (entry_kind(&state->entries[i]) == kind)
			count += state->entries[i].count;
	return count;
}

/* Units of the resolution as days. */
static double
units_to_days(const DurationState *state, double units)
{
	return units * (double) state->resolution / (double) USECS_PER_DAY;
}

/* events(summary): durations that ended */
PG_FUNCTION_INFO_V1(duration_events);
Datum
duration_events(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(count_kind(PG_KPI_STATE(DurationState, 0), KIND_ENDED));
}

/* open_count(summary): durations still open at as_of */
PG_FUNCTION_INFO_V1(duration_open_count);
Datum
duration_open_count(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(count_kind(PG_KPI_STATE(DurationState, 0), KIND_OPEN));
}

/* negative_count(summary): rows that ended before they started */
PG_FUNCTION_INFO_V1(duration_negative_count);
Datum
duration_negative_count(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(count_kind(PG_KPI_STATE(DurationState, 0), KIND_NEGATIVE));
}

/* average_days(summary): exact elapsed time per ended duration, in days */
PG_FUNCTION_INFO_V1(duration_average_days);
Datum
duration_average_days(PG_FUNCTION_ARGS)
{
	DurationState *state = PG_KPI_STATE(DurationState, 0);
	int64		n = count_kind(state, KIND_ENDED);

	if (n == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(kpi_int128_ratio(state->elapsed, (int128) n * USECS_PER_DAY));
}

/*
 * Sample standard deviation in days, n >= 2.  With m the mean rounded to a
 * microsecond, the sum of (x - m)^2 is the sum of x^2 less m S less m (S - n m):
 * all in integers, so nothing cancels.
 */
static double
duration_deviation(const DurationState *state, int64 n)
{
	int64		mean = (int64) (state->elapsed / n);
	int128		rest = state->elapsed - (int128) mean * n;
	Wide		sum = duration_squares(state);
	Wide		part;

	if (!wide_multiply(&part, (uint128) state->elapsed, (uint64) mean) ||
		!wide_subtract(&sum, part) ||
		!wide_multiply(&part, (uint128) rest, (uint64) mean) ||
		!wide_subtract(&sum, part))
		return 0.0;				/* a forged state whose squares are too small */
	/* The mean was rounded down by rest / n: take its square off again. */
	return sqrt((wide_to_double(sum) - (double) rest * (double) rest / (double) n) / (double) (n - 1))
		/ (double) USECS_PER_DAY;
}

/* stddev_days(summary): sample standard deviation; NULL below two */
PG_FUNCTION_INFO_V1(duration_stddev_days);
Datum
duration_stddev_days(PG_FUNCTION_ARGS)
{
	DurationState *state = PG_KPI_STATE(DurationState, 0);
	int64		n = count_kind(state, KIND_ENDED);

	if (n < 2)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(duration_deviation(state, n));
}

/* average_days_ci(summary, level): Student's t; NULL below two */
PG_FUNCTION_INFO_V1(duration_average_days_ci);
Datum
duration_average_days_ci(PG_FUNCTION_ARGS)
{
	DurationState *state = PG_KPI_STATE(DurationState, 0);
	double		level = arg_level(PG_GETARG_FLOAT8(1));
	int64		n = count_kind(state, KIND_ENDED);
	double		mean;
	double		half;

	if (n < 2)
		PG_RETURN_NULL();
	mean = kpi_int128_ratio(state->elapsed, (int128) n * USECS_PER_DAY);
	half = student_t_half_width(level, (double) n - 1.0) *
		duration_deviation(state, n) / sqrt((double) n);
	return kpi_interval_datum(fcinfo, Max(mean - half, 0.0), mean + half);
}

/* Unit of the ended duration of a rank, counted from 0. */
static int64
unit_of_rank(const DurationState *state, int64 rank)
{
	int64		before = 0;
	int64		unit = 0;

	for (int32 i = 0; i < state->head.n; i++)
	{
		if (entry_kind(&state->entries[i]) != KIND_ENDED)
			continue;
		unit = KEY_UNIT(state->entries[i].key);
		before += state->entries[i].count;
		if (before > rank)
			break;
	}
	return unit;
}

/* As percentile_cont: interpolated between the two ranks around p (n - 1). */
static double
duration_percentile(const DurationState *state, int64 n, double p)
{
	double		position = p * (double) (n - 1);
	int64		rank = (int64) position;
	double		fraction = position - (double) rank;
	double		low = (double) unit_of_rank(state, rank);

	if (fraction > 0.0)
		low += fraction * ((double) unit_of_rank(state, rank + 1) - low);
	return units_to_days(state, low);
}

static double
arg_percentile(double p)
{
	return arg_fraction(p, "percentile");
}

/* percentile_days(summary, p): of the ended durations, in days */
PG_FUNCTION_INFO_V1(duration_percentile_days);
Datum
duration_percentile_days(PG_FUNCTION_ARGS)
{
	DurationState *state = PG_KPI_STATE(DurationState, 0);
	double		p = arg_percentile(PG_GETARG_FLOAT8(1));
	int64		n = count_kind(state, KIND_ENDED);

	if (n == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(duration_percentile(state, n, p));
}

/* median_days(summary) */
PG_FUNCTION_INFO_V1(duration_median_days);
Datum
duration_median_days(PG_FUNCTION_ARGS)
{
	DurationState *state = PG_KPI_STATE(DurationState, 0);
	int64		n = count_kind(state, KIND_ENDED);

	if (n == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(duration_percentile(state, n, 0.5));
}

/*
 * percentile_days_ci(summary, p, level): the two order statistics between
 * which the percentile lies, by the binomial distribution; a limit that the
 * sample is too small for is NULL
 */
PG_FUNCTION_INFO_V1(duration_percentile_days_ci);
Datum
duration_percentile_days_ci(PG_FUNCTION_ARGS)
{
	DurationState *state = PG_KPI_STATE(DurationState, 0);
	double		p = arg_percentile(PG_GETARG_FLOAT8(1));
	double		tail = (1.0 - arg_level(PG_GETARG_FLOAT8(2))) / 2.0;
	int64		n = count_kind(state, KIND_ENDED);
	int64		low;
	int64		high;

	if (n == 0)
		PG_RETURN_NULL();
	/* Ranks from below and, by symmetry, from above; 0 means there is none. */
	low = binomial_lower_rank(n, p, tail);
	high = binomial_lower_rank(n, 1.0 - p, tail);
	return kpi_interval_datum(fcinfo,
							  low == 0 ? NAN : units_to_days(state, unit_of_rank(state, low - 1)),
							  high == 0 ? NAN : units_to_days(state, unit_of_rank(state, n - high)));
}

/* The state as rows for the survival functions, filled in. */
static SurvivalRow *
survival_rows(const DurationState *state, int *n_rows)
{
	SurvivalRow *rows = palloc0(Max(state->head.n, 1) * sizeof(SurvivalRow));
	int			n = 0;

	histogram_total(state, DURATION_FIXED);
	for (int32 i = 0; i < state->head.n; i++)
	{
		const HistogramEntry *entry = &state->entries[i];

		if (entry_kind(entry) == KIND_NEGATIVE)
			continue;
		if (n == 0 || rows[n - 1].time != KEY_UNIT(entry->key))
			rows[n++].time = KEY_UNIT(entry->key);
		if (KEY_IS_OPEN(entry->key))
			rows[n - 1].censored = entry->count;
		else
			rows[n - 1].events = entry->count;
	}
	survival_fill(rows, n);
	*n_rows = n;
	return rows;
}

/*
 * The last whole unit that is not after so many days.  Both sides are compared
 * as days, because that is what the curve shows: the quotient alone may round
 * to just below a unit.
 */
static double
arg_days(const DurationState *state, double days)
{
	double		unit;

	if (!(days >= 0.0) || isinf(days))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("days %s is out of range, it must be a finite number from 0 on",
						arg_float8_text(days))));
	if (state->resolution == 0)
		return 0.0;
	unit = floor(days * (double) USECS_PER_DAY / (double) state->resolution);
	if (units_to_days(state, unit) > days)
		return unit - 1.0;
	return units_to_days(state, unit + 1.0) <= days ? unit + 1.0 : unit;
}

/* survival(summary, days): Kaplan-Meier share that outlasts so many days */
PG_FUNCTION_INFO_V1(duration_survival);
Datum
duration_survival(PG_FUNCTION_ARGS)
{
	DurationState *state = PG_KPI_STATE(DurationState, 0);
	double		units = arg_days(state, PG_GETARG_FLOAT8(1));
	int			n;
	SurvivalRow *rows = survival_rows(state, &n);
	Interval2	limits;

	if (n == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(survival_at(rows, n, units, 0.0, &limits));
}

/* survival_ci(summary, days, level): its log-log limits */
PG_FUNCTION_INFO_V1(duration_survival_ci);
Datum
duration_survival_ci(PG_FUNCTION_ARGS)
{
	DurationState *state = PG_KPI_STATE(DurationState, 0);
	double		units = arg_days(state, PG_GETARG_FLOAT8(1));
	double		z = level_to_z(arg_level(PG_GETARG_FLOAT8(2)));
	int			n;
	SurvivalRow *rows = survival_rows(state, &n);
	Interval2	limits;

	if (n == 0)
		PG_RETURN_NULL();
	survival_at(rows, n, units, z, &limits);
	return kpi_interval_datum(fcinfo, limits.low, limits.high);
}

/* survival_median_days(summary): when half have ended; NULL if not reached */
PG_FUNCTION_INFO_V1(duration_survival_median_days);
Datum
duration_survival_median_days(PG_FUNCTION_ARGS)
{
	DurationState *state = PG_KPI_STATE(DurationState, 0);
	int			n;
	SurvivalRow *rows = survival_rows(state, &n);
	Interval2	limits;
	double		median = survival_quantile(rows, n, 0.5, 0.0, &limits);

	if (isnan(median))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(units_to_days(state, median));
}

/* survival_median_days_ci(summary, level): where the limits reach one half */
PG_FUNCTION_INFO_V1(duration_survival_median_days_ci);
Datum
duration_survival_median_days_ci(PG_FUNCTION_ARGS)
{
	DurationState *state = PG_KPI_STATE(DurationState, 0);
	double		z = level_to_z(arg_level(PG_GETARG_FLOAT8(1)));
	int			n;
	SurvivalRow *rows = survival_rows(state, &n);
	Interval2	limits;

	if (n == 0)
		PG_RETURN_NULL();
	survival_quantile(rows, n, 0.5, z, &limits);
	return kpi_interval_datum(fcinfo, units_to_days(state, limits.low),
							  units_to_days(state, limits.high));
}

/*
 * survival_curve(summary, level): one row per distinct time, with the number
 * at risk, what happened then, the share that outlasts it and its limits
 */
PG_FUNCTION_INFO_V1(duration_survival_curve);
Datum
duration_survival_curve(PG_FUNCTION_ARGS)
{
	DurationState *state = PG_KPI_STATE(DurationState, 0);
	double		z = level_to_z(arg_level(PG_GETARG_FLOAT8(1)));
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	int			n;
	SurvivalRow *rows = survival_rows(state, &n);

	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; i < n; i++)
	{
		Interval2	limits = survival_limits(&rows[i], z);
		Datum		values[7];
		bool		nulls[7] = {false};

		CHECK_FOR_INTERRUPTS();
		values[0] = Float8GetDatum(units_to_days(state, (double) rows[i].time));
		values[1] = Int64GetDatum(rows[i].at_risk);
		values[2] = Int64GetDatum(rows[i].events);
		values[3] = Int64GetDatum(rows[i].censored);
		values[4] = Float8GetDatum(rows[i].survival);
		values[5] = Float8GetDatum(limits.low);
		values[6] = Float8GetDatum(limits.high);
		nulls[5] = isnan(limits.low);
		nulls[6] = isnan(limits.high);
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	PG_RETURN_NULL();
}

/* logrank(a, b): do two groups end equally fast? */
PG_FUNCTION_INFO_V1(duration_logrank);
Datum
duration_logrank(PG_FUNCTION_ARGS)
{
	DurationState *a = PG_KPI_STATE(DurationState, 0);
	DurationState *b = PG_KPI_STATE(DurationState, 1);
	int			na;
	int			nb;
	SurvivalRow *rows_a = survival_rows(a, &na);
	SurvivalRow *rows_b = survival_rows(b, &nb);
	LogRank		r;
	KpiRow		row;

	if (na == 0 || nb == 0)
		PG_RETURN_NULL();
	if (a->resolution != b->resolution)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot compare durations of resolution %lld with durations of resolution %lld microseconds",
						(long long) a->resolution, (long long) b->resolution),
				 errhint("Build both with the same resolution.")));
	r = log_rank(rows_a, na, rows_b, nb);
	kpi_row_init(&row);
	kpi_row_float8(&row, 0, r.chi_square);
	kpi_row_float8(&row, 1, r.p_value);
	kpi_row_float8(&row, 2, r.observed1);
	kpi_row_float8(&row, 3, r.expected1);
	kpi_row_float8(&row, 4, r.observed2);
	kpi_row_float8(&row, 5, r.expected2);
	PG_RETURN_DATUM(kpi_row_datum(&row, fcinfo));
}
