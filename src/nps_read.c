/*-------------------------------------------------------------------------
 *
 * nps_read.c
 *	  What is read from an nps_summary: the net promoter score and its groups,
 *	  customer satisfaction and the mean answer.
 *
 *-------------------------------------------------------------------------
 */
#include "nps.h"

#include <math.h>

#include "args.h"
#include "math/interval.h"
#include "math/special.h"

/* Promoters (9, 10), passives (7, 8) and detractors (0 to 6). */
typedef struct Groups
{
	int64		promoters;
	int64		passives;
	int64		detractors;
	int64		total;
} Groups;

static Groups
nps_groups(const NpsState *state)
{
	Groups		g;

	if (HIGHEST(state) != 0 && HIGHEST(state) != MAX_SCORE)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a net promoter score needs answers on a scale of 0..10 or 1..10, not %d..%d",
						LOWEST(state), HIGHEST(state)),
				 errhint("Read this summary with csat() or average_score().")));
	g.promoters = state->counts[9] + state->counts[10];
	g.passives = state->counts[7] + state->counts[8];
	g.total = nps_total(state);
	g.detractors = g.total - g.promoters - g.passives;
	return g;
}

/* nps(summary): 100 (promoters - detractors) / answers; NULL without any */
PG_FUNCTION_INFO_V1(nps_nps);
Datum
nps_nps(PG_FUNCTION_ARGS)
{
	Groups		g = nps_groups(PG_KPI_STATE(NpsState, 0));

	if (g.total == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(100.0 * (double) (g.promoters - g.detractors) / (double) g.total);
}

PG_FUNCTION_INFO_V1(nps_promoters);
Datum
nps_promoters(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(nps_groups(PG_KPI_STATE(NpsState, 0)).promoters);
}

PG_FUNCTION_INFO_V1(nps_passives);
Datum
nps_passives(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(nps_groups(PG_KPI_STATE(NpsState, 0)).passives);
}

PG_FUNCTION_INFO_V1(nps_detractors);
Datum
nps_detractors(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(nps_groups(PG_KPI_STATE(NpsState, 0)).detractors);
}

PG_FUNCTION_INFO_V1(nps_responses);
Datum
nps_responses(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(nps_total(PG_KPI_STATE(NpsState, 0)));
}

/* nps_ci(summary, level): adjusted Wald interval in points */
PG_FUNCTION_INFO_V1(nps_ci);
Datum
nps_ci(PG_FUNCTION_ARGS)
{
	Groups		g = nps_groups(PG_KPI_STATE(NpsState, 0));
	double		z = level_to_z(arg_level(PG_GETARG_FLOAT8(1)));
	Interval2	ci;

	if (g.total == 0)
		PG_RETURN_NULL();
	ci = nps_interval((double) g.promoters, (double) g.detractors, (double) g.total, z);
	return kpi_interval_datum(fcinfo, 100.0 * ci.low, 100.0 * ci.high);
}

/* nps_compare(a, b, level): difference of two scores, in points */
PG_FUNCTION_INFO_V1(nps_compare);
Datum
nps_compare(PG_FUNCTION_ARGS)
{
	Groups		a = nps_groups(PG_KPI_STATE(NpsState, 0));
	Groups		b = nps_groups(PG_KPI_STATE(NpsState, 1));
	double		z = level_to_z(arg_level(PG_GETARG_FLOAT8(2)));
	double		counts_a[3] = {a.promoters, a.passives, a.detractors};
	double		counts_b[3] = {b.promoters, b.passives, b.detractors};
	TwoSampleTest t;
	KpiRow		row;

	if (a.total == 0 || b.total == 0)
		PG_RETURN_NULL();
	t = compare_nps(counts_a, counts_b, z);
	kpi_row_init(&row);
	kpi_row_float8(&row, 0, 100.0 * t.difference);
	kpi_row_float8(&row, 1, 100.0 * t.low);
	kpi_row_float8(&row, 2, 100.0 * t.high);
	kpi_row_float8(&row, 3, t.z);
	kpi_row_float8(&row, 4, t.p_value);
	PG_RETURN_DATUM(kpi_row_datum(&row, fcinfo));
}

/* csat(summary): share of answers in the two best scores of the scale */
static int64
top_two(const NpsState *state)
{
	return state->counts[HIGHEST(state)] + state->counts[HIGHEST(state) - 1];
}

PG_FUNCTION_INFO_V1(nps_csat);
Datum
nps_csat(PG_FUNCTION_ARGS)
{
	NpsState   *state = PG_KPI_STATE(NpsState, 0);

	if (HIGHEST(state) == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8((double) top_two(state) / (double) nps_total(state));
}

PG_FUNCTION_INFO_V1(nps_csat_ci);
Datum
nps_csat_ci(PG_FUNCTION_ARGS)
{
	NpsState   *state = PG_KPI_STATE(NpsState, 0);
	double		z = level_to_z(arg_level(PG_GETARG_FLOAT8(1)));
	Interval2	ci;

	if (HIGHEST(state) == 0)
		PG_RETURN_NULL();
	ci = wilson_interval((double) top_two(state), (double) nps_total(state), z);
	return kpi_interval_datum(fcinfo, ci.low, ci.high);
}

static double
score_mean(const NpsState *state)
{
	int128		sum = 0;

	for (int i = 1; i <= MAX_SCORE; i++)
		sum += (int128) i * state->counts[i];
	return kpi_int128_ratio(sum, nps_total(state));
}

/* Standard deviation of the answers (n - 1), about their mean; n >= 2. */
static double
score_deviation(const NpsState *state)
{
	double		mean = score_mean(state);
	double		squares = 0.0;

	for (int i = 0; i <= MAX_SCORE; i++)
		squares += (double) state->counts[i] * (i - mean) * (i - mean);
	return sqrt(squares / (double) (nps_total(state) - 1));
}

/* average_score(summary): mean answer; NULL without any */
PG_FUNCTION_INFO_V1(nps_average_score);
Datum
nps_average_score(PG_FUNCTION_ARGS)
{
	NpsState   *state = PG_KPI_STATE(NpsState, 0);

	if (nps_total(state) == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(score_mean(state));
}

/* score_stddev(summary): sample standard deviation; NULL below two answers */
PG_FUNCTION_INFO_V1(nps_score_stddev);
Datum
nps_score_stddev(PG_FUNCTION_ARGS)
{
	NpsState   *state = PG_KPI_STATE(NpsState, 0);

	if (nps_total(state) < 2)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(score_deviation(state));
}

/* average_score_ci(summary, level): Student's t; NULL below two answers */
PG_FUNCTION_INFO_V1(nps_average_score_ci);
Datum
nps_average_score_ci(PG_FUNCTION_ARGS)
{
	NpsState   *state = PG_KPI_STATE(NpsState, 0);
	double		level = arg_level(PG_GETARG_FLOAT8(1));
	double		n = (double) nps_total(state);
	double		mean;
	double		half;

	if (n < 2.0)
		PG_RETURN_NULL();
	mean = score_mean(state);
	half = student_t_half_width(level, n - 1.0) * score_deviation(state) / sqrt(n);
	return kpi_interval_datum(fcinfo,
							  Max(mean - half, (double) LOWEST(state)),
							  Min(mean + half, (double) HIGHEST(state)));
}
