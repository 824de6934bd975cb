/*-------------------------------------------------------------------------
 *
 * credit.c
 *	  What both kinds of attribution share: reading a path of channels, and
 *	  dividing a value into credits that add up to it exactly.
 *
 * The value is divided by whole-number weights.  A credit is
 *
 *		weight * quotient + part * unit
 *
 * where quotient is the value over the total weight, rounded down to whole
 * units of the last decimal, and the units that are left, fewer than the total
 * weight, are apportioned as largest remainders (math/apportion).  So the only
 * division of numerics is one per value, and values of any size are exact, as
 * long as a numeric can hold them in units of the last decimal.
 *
 *-------------------------------------------------------------------------
 */
#include "credit.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

/* The channels of a path, none of them NULL, and how many there are. */
int
credit_path(Datum path, Datum **channels)
{
	ArrayType  *array = DatumGetArrayTypeP(path);
	bool	   *nulls;
	int			n;

	if (ARR_NDIM(array) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("path must be a one-dimensional array")));
	n = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	if (n > PATH_MAX_TOUCHES)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("path has %d touches, it must have at most %d",
						n, PATH_MAX_TOUCHES)));
	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, channels, &nulls, &n);
	for (int i = 0; i < n; i++)
		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("path must not contain nulls, but has one at position %d", i + 1),
					 errhint("Name the channel of such a touch, coalesce(channel, '(none)'), or leave out the row of an outer join, filter (where channel is not null).")));
	pfree(nulls);
	return n;
}

Datum
credit_multiply(Datum a, Datum b)
{
	return DirectFunctionCall2(numeric_mul, a, b);
}

Datum
credit_whole_number(int64 number)
{
	return NumericGetDatum(int64_to_numeric(number));
}

/* 10^exponent, exact */
Datum
credit_power_of_ten(int exponent)
{
	char		digits[16];

	snprintf(digits, sizeof(digits), "1e%d", exponent);
	return kpi_numeric_from_text(digits);
}

/*
 * Divide the value by the weights: what of it goes by weight, and by
 * apportion() what is left.  A negative value is divided as its magnitude is.
 */
Division
credit_divide(Datum value, Share *shares, int n)
{
	int64		total = apportion_total(shares, n);
	int			scale = DatumGetInt32(DirectFunctionCall1(numeric_min_scale, value));
	Datum		by_total = credit_whole_number(total);
	Datum		units;
	Datum		left;
	Division	division;

	scale = Min(scale + CREDIT_EXTRA_SCALE, CREDIT_MAX_SCALE);
	units = credit_multiply(DirectFunctionCall1(numeric_abs, value), credit_power_of_ten(scale));
	left = DirectFunctionCall2(numeric_mod, units, by_total);
	apportion(shares, n, total, DatumGetInt64(DirectFunctionCall1(numeric_int8, left)));

	division.unit = credit_multiply(credit_power_of_ten(-scale),
									DirectFunctionCall1(numeric_sign, value));
	division.quotient = credit_multiply(DirectFunctionCall2(numeric_div_trunc, units, by_total),
										division.unit);
	return division;
}

Datum
credit_of(const Division *division, const Share *share)
{
	Datum		credit = credit_multiply(credit_whole_number(share->weight), division->quotient);

	if (share->part != 0)
		credit = DirectFunctionCall2(numeric_add, credit,
									 credit_multiply(credit_whole_number(share->part),
													 division->unit));
	return DirectFunctionCall1(numeric_trim_scale, credit);
}
