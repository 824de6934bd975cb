/*-------------------------------------------------------------------------
 *
 * exact.c
 *	  Exact arithmetic with numerics, and figures made of it.
 *
 *-------------------------------------------------------------------------
 */
#include "exact.h"

#include <math.h>

#include "common/shortest_dec.h"
#include "utils/builtins.h"

/*
 * Decimals of a quotient that becomes a float8.  numeric_div() alone gives 16
 * significant digits, of which a float8 needs 17.
 */
#define RATIO_DECIMALS 40

/* A float8 as the shortest decimal that reads back to it. */
Datum
exact(double value)
{
	char		digits[DOUBLE_SHORTEST_DECIMAL_LEN];

	double_to_shortest_decimal_buf(value, digits);
	return kpi_numeric_from_text(digits);
}

Datum
exact_add(Datum a, Datum b)
{
	return DirectFunctionCall2(numeric_add, a, b);
}

Datum
exact_subtract(Datum a, Datum b)
{
	return DirectFunctionCall2(numeric_sub, a, b);
}

Datum
exact_multiply(Datum a, Datum b)
{
	return DirectFunctionCall2(numeric_mul, a, b);
}

/* a / b, to at least 16 significant digits, without trailing zeros */
Datum
exact_divide(Datum a, Datum b)
{
	return exact_trim(DirectFunctionCall2(numeric_div, a, b));
}

/* The same number without trailing zeros. */
Datum
exact_trim(Datum a)
{
	return DirectFunctionCall1(numeric_trim_scale, a);
}

/* -1, 0 or 1 */
int
exact_sign(Datum a)
{
	return DatumGetInt32(DirectFunctionCall1(numeric_int4,
											 DirectFunctionCall1(numeric_sign, a)));
}

/* a / b as a float8, b not being 0; name is that of the figure. */
double
exact_ratio(Datum a, Datum b, const char *name)
{
	Datum		quotient;
	double		ratio;

	if (DatumGetInt32(DirectFunctionCall1(numeric_scale, a)) < RATIO_DECIMALS)
		a = DirectFunctionCall2(numeric_round, a, Int32GetDatum(RATIO_DECIMALS));
	quotient = DirectFunctionCall2(numeric_div, a, b);
	ratio = strtod(DatumGetCString(DirectFunctionCall1(numeric_out, quotient)), NULL);
	if (isinf(ratio))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s is out of range of a float8", name)));
	return ratio;
}
