/*
 * decimal.c
 *	  Tests of src/math/decimal: products and sums of decimals, exactly.
 *
 * Compared with 128-bit integers where those reach, otherwise with digits
 * that follow from the definition.
 */
#include "math/decimal.h"

#include <string.h>

#include "tap.h"

#define TOP 5
#define DEPTH 12

typedef __int128 Wide;

/* The sum in units of 10^(-8 decimals), decimals being below DEPTH - TOP. */
static Wide
value_of(const int64_t * sum, int n, int decimals)
{
	Wide		value = 0;

	for (int i = 0; i < TOP + decimals; i++)
		value = value * DECIMAL_BASE + (i < n ? sum[i] : 0);
	return value;
}

static bool
is_stripped(const Decimal *d)
{
	return d->n == 0 || (d->limbs[0] != 0 && d->limbs[d->n - 1] != 0);
}

/* d in units of 10^(-8 decimals) */
static Wide
decimal_value(const Decimal *d, int decimals)
{
	int64_t		sum[DEPTH] = {0};

	decimal_sum_add(sum, TOP, d, 1);
	return value_of(sum, DEPTH, decimals);
}

static void
test_set(void)
{
	unsigned long long random = 1;
	int			good = 0;
	Decimal		d;

	for (int i = 0; i < 1000; i++)
	{
		uint64_t	digits = next_random(&random) >> (i % 50);
		int			decimals = i % 17;
		Wide		scaled = (Wide) digits;

		for (int j = decimals; j < 16; j++)
			scaled *= 10;
		decimal_set(&d, digits, decimals);
		good += is_stripped(&d) && decimal_value(&d, 2) == scaled;
	}
	ok(good == 1000, "digits and decimals: %d of 1000", good);
	decimal_set(&d, 0, 7);
	ok(d.n == 0 && decimal_depth(&d, TOP) == 0, "0 has no limbs");
	decimal_set(&d, ~(unsigned __int128) 0, 0);
	ok(d.n == 5 && d.limbs[0] == 68211455 && d.limbs[4] == 3402823, "2^128 - 1");
	decimal_set(&d, 100000000, 0);
	ok(d.n == 1 && d.low == 1 && d.limbs[0] == 1, "a limb of zeros is left out");
	decimal_set(&d, 5, 324);
	ok(d.n == 1 && d.low == -41 && d.limbs[0] == 50000, "5e-324");
}

static void
test_multiply(void)
{
	unsigned long long random = 2;
	int			good = 0;
	Decimal		a;
	Decimal		b;
	Decimal		product;

	for (int i = 0; i < 1000; i++)
	{
		uint64_t	x = next_random(&random) >> (i % 40);
		uint64_t	y = next_random(&random) >> (i % 37);

		decimal_set(&a, x, 8);
		decimal_set(&b, y, 0);
		decimal_multiply(&product, &a, &b);
		good += is_stripped(&product) && decimal_value(&product, 1) == (Wide) x * y;
	}
	ok(good == 1000, "products: %d of 1000", good);
	decimal_set(&a, 0, 0);
	decimal_multiply(&product, &a, &b);
	ok(product.n == 0, "times 0");

	decimal_set(&a, 1, 320);
	decimal_complement(&b, &a);
	ok(b.n == 40 && b.low == -40 && b.limbs[0] == DECIMAL_BASE - 1 && b.limbs[39] == DECIMAL_BASE - 1, "1 - 10^-320 is 320 nines");
}

static void
test_complement(void)
{
	unsigned long long random = 3;
	int			good = 0;
	Decimal		d;
	Decimal		rest;

	for (int i = 0; i < 1000; i++)
	{
		uint64_t	digits = next_random(&random) % 10000000000000000u;

		if (i % 3 == 0)
			digits -= digits % 100000000;
		decimal_set(&d, digits, 16);
		decimal_complement(&rest, &d);
		good += is_stripped(&rest) && decimal_value(&d, 2) + decimal_value(&rest, 2) == (Wide) 10000000000000000;
	}
	ok(good == 1000, "d and 1 - d are 1: %d of 1000", good);
	decimal_set(&d, 1, 0);
	decimal_complement(&rest, &d);
	ok(rest.n == 0, "1 - 1");
	decimal_complement(&d, &rest);
	ok(d.n == 1 && d.low == 0 && d.limbs[0] == 1, "1 - 0");
}

static void
test_sum(void)
{
	unsigned long long random = 4;
	int			good = 0;

	for (int i = 0; i < 1000; i++)
	{
		int64_t		sum[DEPTH] = {0};
		Wide		expected = 0;
		int			n;

		for (int j = 0; j < 1 + i % 7; j++)
		{
			uint64_t	digits = next_random(&random) >> (j * i % 50);
			int			sign = next_random(&random) % 2 ? 1 : -1;
			Decimal		d;

			decimal_set(&d, digits, 16);
			decimal_sum_add(sum, TOP, &d, sign);
			expected += sign * (Wide) digits;
		}
		decimal_sum_carry(sum, DEPTH);
		n = decimal_sum_trim(sum, DEPTH);
		good += decimal_sum_is_canonical(sum, n) && value_of(sum, n, 2) == expected && (expected != 0 || n == 0);
	}
	ok(good == 1000, "sums of both signs: %d of 1000", good);
}

static void
test_canonical(void)
{
	int64_t		sum[3] = {1, -1, 0};

	ok(!decimal_sum_is_canonical(sum, 2), "limbs of two signs are not canonical");
	decimal_sum_carry(sum, 3);
	ok(sum[0] == 0 && sum[1] == DECIMAL_BASE - 1 && sum[2] == 0, "but are made so");
	ok(!decimal_sum_is_canonical(sum, 3), "nor is a zero at the end");
	ok(decimal_sum_is_canonical(sum, 2), "without it they are");
	sum[1] = DECIMAL_BASE;
	ok(!decimal_sum_is_canonical(sum, 2), "a limb stays below the base");
	ok(decimal_sum_is_canonical(sum, 0), "nothing is 0");
}

int
main(void)
{
	test_set();
	test_multiply();
	test_complement();
	test_sum();
	test_canonical();
	return done_testing();
}
