/*-------------------------------------------------------------------------
 *
 * wide.c
 *	  Unsigned sums of squares in 160 bits.
 *
 *-------------------------------------------------------------------------
 */
#include "wide.h"

#include <ctype.h>
#include <math.h>

/* a * b by halves of a. */
bool
wide_multiply(Wide *product, uint128 a, uint64 b)
{
	uint128		low = (uint128) (uint64) a * b;
	uint128		middle = (a >> 64) * b + (low >> 64);

	product->low = (middle << 64) | (uint64) low;
	product->high = (uint32) (middle >> 64);
	return middle >> 64 <= PG_UINT32_MAX;
}

int
wide_compare(Wide a, Wide b)
{
	if (a.high != b.high)
		return a.high < b.high ? -1 : 1;
	return a.low < b.low ? -1 : a.low > b.low;
}

double
wide_to_double(Wide x)
{
	return ldexp((double) x.high, 128) + (double) x.low;
}

/* Decimal digits, nine at a time. */
void
append_wide(StringInfo buf, Wide x)
{
	uint32		limbs[5] = {
		x.high, (uint32) (x.low >> 96), (uint32) (x.low >> 64),
		(uint32) (x.low >> 32), (uint32) x.low
	};
	char		digits[64];
	char	   *p = digits + sizeof(digits) - 1;

	*p = '\0';
	for (int group = 0; group < 6; group++)
	{
		uint64		rest = 0;

		for (int i = 0; i < 5; i++)
		{
			rest = rest << 32 | limbs[i];
			limbs[i] = (uint32) (rest / 1000000000);
			rest %= 1000000000;
		}
		for (int i = 0; i < 9; i++, rest /= 10)
			*--p = '0' + (int) (rest % 10);
	}
	while (*p == '0' && p[1] != '\0')
		p++;
	appendStringInfoString(buf, p);
}

bool
literal_wide(Literal *lit, Wide *x)
{
	const char *p = lit->at;

	x->low = 0;
	x->high = 0;
	if (!isdigit((unsigned char) *p))
		return literal_error(lit);
	for (; isdigit((unsigned char) *p); p++)
	{
		Wide		tens;
		Wide		digit = {(uint128) (*p - '0'), 0};
		uint64		high = (uint64) x->high * 10;

		if (!wide_multiply(&tens, x->low, 10) || high + tens.high > PG_UINT32_MAX)
			return literal_error(lit);
		tens.high += (uint32) high;
		if (!wide_add(&tens, digit))
			return literal_error(lit);
		*x = tens;
	}
	lit->at = p;
	return true;
}
