/*-------------------------------------------------------------------------
 *
 * abm_kpi.h
 *	  What every family of KPIs includes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ABM_KPI_H
#define ABM_KPI_H

#include "postgres.h"

#include "common/int.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/nodes.h"

#include "compat.h"
#include "math/interval.h"

#define ABM_KPI_MICROS_PER_DAY INT64CONST(86400000000)

/* A row of a composite result, every column NULL until it is set. */
#define ABM_KPI_MAX_COLUMNS 8

typedef struct KpiRow
{
	Datum		values[ABM_KPI_MAX_COLUMNS];
	bool		nulls[ABM_KPI_MAX_COLUMNS];
} KpiRow;

extern void kpi_row_init(KpiRow *row);
extern void kpi_row_float8(KpiRow *row, int column, double value);
extern Datum kpi_row_datum(KpiRow *row, FunctionCallInfo fcinfo);
extern Datum kpi_interval_datum(FunctionCallInfo fcinfo, double low, double high);
extern Datum kpi_comparison_datum(FunctionCallInfo fcinfo, TwoSampleTest t);

extern void kpi_count_out_of_range(bool is_overflow, const char *type);
extern double kpi_int128_ratio(int128 numerator, int128 denominator);
extern Datum kpi_numeric_from_text(const char *text);

/* Add to a counter of a state, or with a negative n take away from it. */
static inline void
kpi_count_add(int64 *count, int64 n, const char *type)
{
	int64		sum;

	if (unlikely(pg_add_s64_overflow(*count, n, &sum)))
		kpi_count_out_of_range(true, type);
	if (unlikely(sum < 0))
		kpi_count_out_of_range(false, type);
	*count = sum;
}

#endif							/* ABM_KPI_H */
