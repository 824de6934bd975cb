/*
 * decimal.c
 *	  Exact products of decimals, and exact sums of them.
 *
 * Eight digits to a limb, so that a product of two limbs and a thousand such
 * products together fit 64 bits, and billions of limbs can be added up before
 * a carry is due.
 */
#include "math/decimal.h"

#include <string.h>

static const uint32_t power_of_ten[DECIMAL_DIGITS] = {
	1, 10, 100, 1000, 10000, 100000, 1000000, 10000000
};

/* Leave out the zeros at both ends. */
static void
decimal_strip(Decimal *d)
{
	int			zeros = 0;

	while (d->n > 0 && d->limbs[d->n - 1] == 0)
		d->n--;
	while (zeros < d->n && d->limbs[zeros] == 0)
		zeros++;
	if (zeros > 0)
		memmove(d->limbs, d->limbs + zeros, (d->n - zeros) * sizeof(d->limbs[0]));
	d->low += zeros;
	d->n -= zeros;
}

/* digits * 10^-decimals */
void
decimal_set(Decimal *d, unsigned __int128 digits, int decimals)
{
	int			limbs = (decimals + DECIMAL_DIGITS - 1) / DECIMAL_DIGITS;
	int			shift = limbs * DECIMAL_DIGITS - decimals;
	uint64_t	rest;

	d->low = -limbs;
	d->n = 0;
	if (shift > 0)
	{
		uint32_t	part = power_of_ten[DECIMAL_DIGITS - shift];

		d->limbs[d->n++] = (uint32_t) (digits % part) * power_of_ten[shift];
		digits /= part;
	}
	for (; digits > UINT64_MAX; digits /= DECIMAL_BASE)
		d->limbs[d->n++] = (uint32_t) (digits % DECIMAL_BASE);
	for (rest = (uint64_t) digits; rest > 0; rest /= DECIMAL_BASE)
		d->limbs[d->n++] = (uint32_t) (rest % DECIMAL_BASE);
	decimal_strip(d);
}

/* 1 - d, with d from 0 to 1 */
void
decimal_complement(Decimal *result, const Decimal *d)
{
	if (d->n == 0 || d->low >= 0)
	{
		decimal_set(result, d->n == 0 ? 1 : 0, 0);
		return;
	}
	result->low = d->low;
	result->n = -d->low;
	for (int i = 0; i < result->n; i++)
	{
		uint32_t	limb = i < d->n ? d->limbs[i] : 0;

		/*
		 * The lowest limb is not 0: it takes the base, all others what is
		 * lent.
		 */
		result->limbs[i] = DECIMAL_BASE - (i == 0 ? 0 : 1) - limb;
	}
	decimal_strip(result);
}

/* a * b; the result is neither of them */
void
decimal_multiply(Decimal *result, const Decimal *a, const Decimal *b)
{
	uint64_t	columns[DECIMAL_MAX_LIMBS];
	uint64_t	carry = 0;
	int			n = a->n + b->n;

	result->low = a->low + b->low;
	result->n = 0;
	if (a->n == 0 || b->n == 0)
		return;
	memset(columns, 0, n * sizeof(columns[0]));
	for (int i = 0; i < a->n; i++)
		for (int j = 0; j < b->n; j++)
			columns[i + j] += (uint64_t) a->limbs[i] * b->limbs[j];
	for (int i = 0; i < n; i++)
	{
		carry += columns[i];
		result->limbs[i] = (uint32_t) (carry % DECIMAL_BASE);
		carry /= DECIMAL_BASE;
	}
	result->n = n;
	decimal_strip(result);
}

/* How many limbs a sum needs so that d can be added to it. */
int
decimal_depth(const Decimal *d, int top)
{
	return d->n == 0 ? 0 : top - d->low;
}

/* sum += sign * d; the sum is deep enough, and d below its top */
void
decimal_sum_add(int64_t * sum, int top, const Decimal *d, int sign)
{
	int64_t    *limb = sum + (top - 1 - d->low);

	for (int i = 0; i < d->n; i++)
		*limb-- += sign * (int64_t) d->limbs[i];
}

static int64_t
decimal_sign(const int64_t * sum, int n)
{
	for (int i = 0; i < n; i++)
		if (sum[i] != 0)
			return sum[i] < 0 ? -1 : 1;
	return 0;
}

/* Bring all limbs but the highest below the base, with the sign of the sum. */
void
decimal_sum_carry(int64_t * sum, int n)
{
	int64_t		sign;

	for (int i = n - 1; i > 0; i--)
	{
		sum[i - 1] += sum[i] / DECIMAL_BASE;
		sum[i] %= DECIMAL_BASE;
	}
	/* Now the highest limb that is not 0 has the sign; lend to the others. */
	sign = decimal_sign(sum, n);
	for (int i = n - 1; i > 0; i--)
		if (sign * sum[i] < 0)
		{
			sum[i] += sign * DECIMAL_BASE;
			sum[i - 1] -= sign;
		}
}

/* The limbs that are left without the zeros at the low end. */
int
decimal_sum_trim(const int64_t * sum, int n)
{
	while (n > 0 && sum[n - 1] == 0)
		n--;
	return n;
}

bool
decimal_sum_is_canonical(const int64_t * sum, int n)
{
	int64_t		sign = decimal_sign(sum, n);

	for (int i = 0; i < n; i++)
		if (sign * sum[i] < 0 || sign * sum[i] >= DECIMAL_BASE)
			return false;
	return decimal_sum_trim(sum, n) == n;
}
