/*-------------------------------------------------------------------------
 *
 * money.c
 *	  Exact sums of numeric amounts.
 *
 *-------------------------------------------------------------------------
 */
#include "money.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

#define DECIMALS_PER_DIGIT 4

/* So that the digits read, and their sum with another amount, fit an int128. */
#define MAX_DIGITS 9

/* An amount in ten-thousandths has to fit an int64. */
#define MAX_AMOUNT (PG_INT64_MAX / MONEY_BASE)

typedef struct Digits
{
	const char *data;			/* perhaps not aligned */
	int			n;
	int			weight;
	bool		is_negative;
	bool		is_special;
} Digits;

static inline Digits
numeric_digits(struct varlena *number)
{
	const char *data = VARDATA_ANY(number);
	Size		size = VARSIZE_ANY_EXHDR(number);
	uint16		header;
	int16		weight;
	Digits		d;

	memcpy(&header, data, sizeof(header));
	d.is_special = (header & NUMERIC_KIND) == NUMERIC_SPECIAL;
	if ((header & NUMERIC_KIND) == NUMERIC_SHORT)
	{
		d.is_negative = (header & NUMERIC_SHORT_NEGATIVE) != 0;
		d.weight = (header & NUMERIC_SHORT_WEIGHT) | (header & NUMERIC_SHORT_WEIGHT_SIGN ? ~NUMERIC_SHORT_WEIGHT : 0);
		d.data = data + sizeof(uint16);
		d.n = (int) (size / sizeof(int16)) - 1;
	}
	else
	{
		d.is_negative = (header & NUMERIC_KIND) == NUMERIC_LONG_NEGATIVE;
		weight = 0;
		if (!d.is_special)
			memcpy(&weight, data + sizeof(uint16), sizeof(weight));
		d.weight = weight;
		d.data = data + 2 * sizeof(uint16);
		d.n = d.is_special ? 0 : (int) (size / sizeof(int16)) - 2;
	}
	return d;
}

static void
amount_out_of_range(Datum amount, const char *name)
{
	char	   *digits = DatumGetCString(DirectFunctionCall1(numeric_out, amount));

	if (numeric_is_nan(DatumGetNumeric(amount)) || numeric_is_inf(DatumGetNumeric(amount)))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s must be a finite amount, not %s", name, digits)));
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("%s %.40s%s is out of range, it must be from -%lld to %lld with at most 20 decimals",
					name, digits, strlen(digits) > 40 ? "..." : "", (long long) MAX_AMOUNT, (long long) MAX_AMOUNT),
			 errhint("Round it, for example round(%s, 4).", name)));
}

static inline int128
scale_factor(int scale)
{
	int128		factor = 1;

	while (scale-- > 0)
		factor *= MONEY_BASE;
	return factor;
}

/* An amount as whole units at the scale that its own digits need. */
Money
money_from_numeric(Datum amount, const char *name)
{
	struct varlena *number = PG_DETOAST_DATUM_PACKED(amount);
	Digits		d = numeric_digits(number);
	Money		money = {0, 0};
	int			zeros;

	if (unlikely(d.is_special))
		amount_out_of_range(amount, name);
	if (d.n == 0)
		return money;
	money.scale = Max(d.n - d.weight - 1, 0);
	if (unlikely(money.scale > MONEY_MAX_SCALE || d.n > MAX_DIGITS || d.weight >= 4))
		amount_out_of_range(amount, name);
	for (int i = 0; i < d.n; i++)
	{
		int16		digit;

		memcpy(&digit, d.data + i * sizeof(digit), sizeof(digit));
		money.units = money.units * MONEY_BASE + digit;
	}
	/* Whole digits that are zero at the end are not stored. */
	for (zeros = d.weight + 1 - d.n; zeros > 0; zeros--)
		money.units *= MONEY_BASE;
	if (unlikely(d.weight == 3 && money.units > MAX_AMOUNT * scale_factor(money.scale)))
		amount_out_of_range(amount, name);
	if (d.is_negative)
		money.units = -money.units;
	if (number != (struct varlena *) DatumGetPointer(amount))
		pfree(number);
	return money;
}

/* The sum as a numeric without trailing zeros. */
Datum
money_to_numeric(int128 units, int scale)
{
	StringInfoData buf;
	Datum		result;

	initStringInfo(&buf);
	append_int128(&buf, units);
	if (scale > 0)
		appendStringInfo(&buf, "e-%d", scale * DECIMALS_PER_DIGIT);
	result = DirectFunctionCall1(numeric_trim_scale, kpi_numeric_from_text(buf.data));
	pfree(buf.data);
	return result;
}

double
money_to_float8(int128 units, int scale)
{
	return kpi_int128_ratio(units, scale_factor(scale));
}

/*
 * An amount in ten-thousandths, rounded half away from zero: what its square
 * is taken of, so that sums of squares need but one scale.
 */
int64
money_in_ten_thousandths(Money money)
{
	money_set_scale(&money.units, money.scale, 1);
	return (int64) money.units;
}

/* What money_add() and money_rescale() say of a sum that is too large. */
void
money_out_of_range(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("the sum of the amounts is out of range, it has more than 37 digits"),
			 errhint("Round the amounts to fewer decimals, or sum in a larger unit.")));
}

/* Bring sums to a larger scale. */
void
money_rescale(int128 *sums, int n, int from, int to)
{
	for (; from < to; from++)
		for (int i = 0; i < n; i++)
		{
			if (sums[i] > MONEY_MAX_SUM / MONEY_BASE || sums[i] < -MONEY_MAX_SUM / MONEY_BASE)
				money_out_of_range();
			sums[i] *= MONEY_BASE;
		}
}

/* Bring a sum to a given scale, rounding half away from zero if it is smaller. */
void
money_set_scale(int128 *sum, int from, int to)
{
	int128		divisor = scale_factor(from - to);

	if (to >= from)
		money_rescale(sum, 1, from, to);
	else
		*sum = (*sum + (*sum < 0 ? -divisor : divisor) / 2) / divisor;
}

/* The smallest scale at which all sums are whole. */
int
money_canonical_scale(const int128 *sums, int n, int scale)
{
	int128		divisor = MONEY_BASE;

	for (; scale > 0; scale--, divisor *= MONEY_BASE)
		for (int i = 0; i < n; i++)
			if (sums[i] % divisor != 0)
				return scale;
	return 0;
}

/* Bring sums to a smaller scale at which they are known to be whole. */
void
money_reduce(int128 *sums, int n, int from, int to)
{
	for (; from > to; from--)
		for (int i = 0; i < n; i++)
			sums[i] /= MONEY_BASE;
}

bool
money_validate(const int128 *sums, int n, int scale, const char *type, Node *escontext)
{
	if (scale > MONEY_MAX_SCALE || scale != money_canonical_scale(sums, n, scale))
		state_invalid(escontext, type, "Scale %d is not the one of its sums.", scale);
	for (int i = 0; i < n; i++)
		if (sums[i] > MONEY_MAX_SUM || sums[i] < -MONEY_MAX_SUM)
			state_invalid(escontext, type, "A sum has more than 37 digits.");
	return true;
}
