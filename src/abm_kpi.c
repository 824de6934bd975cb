/*-------------------------------------------------------------------------
 *
 * abm_kpi.c
 *	  The module's magic block, and results that several families return.
 *
 *-------------------------------------------------------------------------
 */
#include "abm_kpi.h"

#include <math.h>

#include "access/htup_details.h"
#include "funcapi.h"
#include "utils/builtins.h"

ABM_KPI_MODULE_MAGIC;

void
kpi_row_init(KpiRow *row)
{
	for (int i = 0; i < ABM_KPI_MAX_COLUMNS; i++)
	{
		row->values[i] = (Datum) 0;
		row->nulls[i] = true;
	}
}

/*
 * Set a float8 column.  A figure that cannot be told (NaN in the maths
 * storey) stays NULL, so that no NaN reaches a client.
 */
void
kpi_row_float8(KpiRow *row, int column, double value)
{
	if (isnan(value))
		return;
	row->values[column] = Float8GetDatum(value);
	row->nulls[column] = false;
}

/* The row as a value of the composite type that the SQL function declares. */
Datum
kpi_row_datum(KpiRow *row, FunctionCallInfo fcinfo)
{
	TupleDesc	desc;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "function returning a composite called where none is accepted");
	if (desc->natts > ABM_KPI_MAX_COLUMNS)
		elog(ERROR, "composite result has %d columns, at most %d expected",
			 desc->natts, ABM_KPI_MAX_COLUMNS);

	desc = BlessTupleDesc(desc);
	return HeapTupleGetDatum(heap_form_tuple(desc, row->values, row->nulls));
}

/* (low, high) */
Datum
kpi_interval_datum(FunctionCallInfo fcinfo, double low, double high)
{
	KpiRow		row;

	kpi_row_init(&row);
	kpi_row_float8(&row, 0, low);
	kpi_row_float8(&row, 1, high);
	return kpi_row_datum(&row, fcinfo);
}

/* (difference, low, high, lift, statistic, p_value) */
Datum
kpi_comparison_datum(FunctionCallInfo fcinfo, TwoSampleTest t)
{
	KpiRow		row;

	kpi_row_init(&row);
	kpi_row_float8(&row, 0, t.difference);
	kpi_row_float8(&row, 1, t.low);
	kpi_row_float8(&row, 2, t.high);
	kpi_row_float8(&row, 3, t.lift);
	kpi_row_float8(&row, 4, t.z);
	kpi_row_float8(&row, 5, t.p_value);
	return kpi_row_datum(&row, fcinfo);
}

/* What kpi_count_add() says of a count that cannot be. */
void
kpi_count_out_of_range(bool is_overflow, const char *type)
{
	if (is_overflow)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("more than %lld rows in one %s", (long long) PG_INT64_MAX, type)));
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("cannot take away from a %s what is not in it", type)));
}

/*
 * numerator / denominator as the nearest float8 but for half a unit in the
 * last place: the whole part is divided in integers, so that no digit is lost
 * where either is beyond 2^53.  The denominator is positive.
 */
double
kpi_int128_ratio(int128 numerator, int128 denominator)
{
	int128		whole = numerator / denominator;
	int128		rest = numerator % denominator;

	return (double) whole + (double) rest / (double) denominator;
}

/* A numeric from its decimal text. */
Datum
kpi_numeric_from_text(const char *text)
{
	return DirectFunctionCall3(numeric_in, CStringGetDatum(text),
							   ObjectIdGetDatum(InvalidOid),
							   Int32GetDatum(-1));
}
