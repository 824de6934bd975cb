/*-------------------------------------------------------------------------
 *
 * args.c
 *	  Checks of arguments, one message each.
 *
 * A parameter outside its range is 22023, a datum outside its range 22003, an
 * infinite time 22008, a NULL where a value is needed 22004.
 *
 *-------------------------------------------------------------------------
 */
#include "args.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "common/int.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

/* A float8 as SQL writes it, for messages. */
const char *
arg_float8_text(double value)
{
	return DatumGetCString(DirectFunctionCall1(float8out, Float8GetDatum(value)));
}

/* So much of a text as a message can bear, not cut within a character. */
const char *
arg_excerpt(const char *string, int most)
{
	int			length = pg_mbcliplen(string, strlen(string), most);

	return string[length] == '\0' ? string : psprintf("%.*s...", length, string);
}

/* A numeric for messages: it may have a hundred thousand digits. */
const char *
arg_numeric_text(Datum number)
{
	return arg_excerpt(DatumGetCString(DirectFunctionCall1(numeric_out, number)), 40);
}

/* A confidence level: above 0 and below 1. */
double
arg_level(double level)
{
	if (!(level > 0.0 && level < 1.0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("confidence level %s is out of range, it must be above 0 and below 1",
						arg_float8_text(level)),
				 level > 1.0 && level < 100.0
				 ? errhint("Write 95 %% as 0.95.") : 0));
	return level;
}

/* A share: 0 to 1. */
double
arg_fraction(double value, const char *name)
{
	if (!(value >= 0.0 && value <= 1.0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s %s is out of range, it must be from 0 to 1",
						name, arg_float8_text(value)),
				 value > 1.0 && value <= 100.0
				 ? errhint("Write 12 %% as 0.12.") : 0));
	return value;
}

double
arg_finite(double value, const char *name)
{
	if (!isfinite(value))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s must be a finite number, not %s",
						name, arg_float8_text(value))));
	return value;
}

/* Points of an event: a number of at most 1e15, of either sign, but not -0. */
double
arg_points(double points)
{
	if (unlikely(!(fabs(points) <= ARG_MAX_POINTS)))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("points %s is out of range, it must be a number from -1e+15 to 1e+15",
						arg_float8_text(points))));
	return points + 0.0;
}

void
arg_not_null(FunctionCallInfo fcinfo, int argno, const char *name)
{
	if (PG_ARGISNULL(argno))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("%s must not be null", name)));
}

static const char *
interval_text(const Interval *length)
{
	return DatumGetCString(DirectFunctionCall1(interval_out, IntervalPGetDatum(length)));
}

/*
 * A positive interval of fixed length, in microseconds.  Months have no fixed
 * length; a day is 24 hours.
 */
int64
arg_fixed_length(const Interval *length, const char *name)
{
	int64		micros;

	if (INTERVAL_NOT_FINITE(length))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be a finite interval", name)));
	if (length->month != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must have a fixed length, not %s", name, interval_text(length)),
				 errdetail("Months and years differ in length."),
				 errhint("Give it in days, for example interval '30 days'.")));
	if (pg_mul_s64_overflow(length->day, USECS_PER_DAY, &micros) ||
		pg_add_s64_overflow(micros, length->time, &micros))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s %s is too long, it must be at most 106751991 days", name,
						interval_text(length))));
	if (micros <= 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be positive, not %s", name, interval_text(length))));
	return micros;
}

static void
infinite_time(const char *name, bool is_early)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			 errmsg("%s must be a finite time, not %s", name,
					is_early ? "-infinity" : "infinity"),
			 errhint("Use NULL for a time that is not known yet.")));
}

Timestamp
arg_timestamp(Timestamp at, const char *name)
{
	if (unlikely(TIMESTAMP_NOT_FINITE(at)))
		infinite_time(name, TIMESTAMP_IS_NOBEGIN(at));
	return at;
}

TimestampTz
arg_timestamptz(TimestampTz at, const char *name)
{
	return arg_timestamp(at, name);
}

/*
 * A date as microseconds since 2000-01-01.  Dates reach further than
 * timestamps, but those beyond are as unusable as infinity.
 */
int64
arg_date_micros(int32 date, const char *name)
{
	if (unlikely(DATE_NOT_FINITE(date)))
		infinite_time(name, DATE_IS_NOBEGIN(date));
	if (unlikely(date >= TIMESTAMP_END_JULIAN - POSTGRES_EPOCH_JDATE))
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("%s %s is out of range, the last date is 294276-12-31", name,
						DatumGetCString(DirectFunctionCall1(date_out,
															DateADTGetDatum(date))))));
	return (int64) date * USECS_PER_DAY;
}

/* A count that somebody has made: a whole number from 0 to 2^63 - 1. */
int64
arg_numeric_count(Datum number, const char *name)
{
	Numeric		num = DatumGetNumeric(number);
	bool		is_count = false;
	int64		count = 0;

	if (!numeric_is_nan(num) && !numeric_is_inf(num))
	{
		Datum		whole = DirectFunctionCall2(numeric_trunc, number, Int32GetDatum(0));
		Datum		largest = DirectFunctionCall1(int8_numeric, Int64GetDatum(PG_INT64_MAX));
		Datum		zero = DirectFunctionCall1(int8_numeric, Int64GetDatum(0));

		is_count = DatumGetBool(DirectFunctionCall2(numeric_eq, whole, number)) &&
			DatumGetBool(DirectFunctionCall2(numeric_ge, number, zero)) &&
			DatumGetBool(DirectFunctionCall2(numeric_le, number, largest));
		if (is_count)
			count = DatumGetInt64(DirectFunctionCall1(numeric_int8, number));
	}
	if (!is_count)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s %s is out of range, it must be a whole number from 0 to %lld",
						name, arg_numeric_text(number), (long long) PG_INT64_MAX)));
	return count;
}

/*
 * The elements of a one-dimensional array of the given type.  NULLs are an
 * error where there is nowhere to tell them.
 */
static int
array_elements(Datum array, const char *name, Oid type, int length, bool by_value,
			   char align, Datum **elements, bool **nulls)
{
	ArrayType  *arr = DatumGetArrayTypeP(array);
	int			n;

	if (ARR_NDIM(arr) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("%s must be a one-dimensional array", name)));
	if (nulls == NULL && array_contains_nulls(arr))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("%s must not contain nulls", name)));
	deconstruct_array(arr, type, length, by_value, align, elements, nulls, &n);
	return n;
}

/* The elements of a numeric[] without NULLs. */
int
arg_numeric_array(Datum array, const char *name, Datum **elements)
{
	return array_elements(array, name, NUMERICOID, -1, false, TYPALIGN_INT, elements, NULL);
}

/* The finite elements of a float8[], a NULL being 0 and told in nulls. */
int
arg_float8_array(Datum array, const char *name, double **elements, bool **nulls)
{
	Datum	   *datums;
	int			n = array_elements(array, name, FLOAT8OID, sizeof(float8),
								   FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, &datums, nulls);

	*elements = palloc((n + 1) * sizeof(double));
	for (int i = 0; i < n; i++)
		(*elements)[i] = nulls != NULL && (*nulls)[i] ? 0.0
			: arg_finite(DatumGetFloat8(datums[i]), name);
	return n;
}

/* The elements of an integer[] without NULLs. */
int
arg_int4_array(Datum array, const char *name, Datum **elements)
{
	return array_elements(array, name, INT4OID, sizeof(int32), true, TYPALIGN_INT,
						  elements, NULL);
}

/* The elements of a date[] without NULLs. */
int
arg_date_array(Datum array, const char *name, Datum **elements)
{
	return array_elements(array, name, DATEOID, sizeof(DateADT), true, TYPALIGN_INT,
						  elements, NULL);
}

/* An amount of money: a number, but not NaN or infinity. */
Datum
arg_money(Datum amount, const char *name)
{
	Numeric		number = DatumGetNumeric(amount);

	if (numeric_is_nan(number) || numeric_is_inf(number))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s must be a finite amount, not %s", name, arg_numeric_text(amount))));
	return amount;
}
