/*
 * decimal.h
 *	  Exact products of decimals, and exact sums of them.
 *
 * Pure C, no PostgreSQL.  A limb is eight decimal digits.
 */
#ifndef ABM_KPI_MATH_DECIMAL_H
#define ABM_KPI_MATH_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#define DECIMAL_BASE 100000000
#define DECIMAL_DIGITS 8

/* Room for the square of 40 digits times that of a float8's 324 decimals. */
#define DECIMAL_MAX_LIMBS 64

/*
 * An unsigned decimal, limbs[i] counting 10^(8 (low + i)).  Neither its first
 * nor its last limb is 0; the number 0 has no limbs.
 */
typedef struct Decimal
{
	int			low;
	int			n;
	uint32_t	limbs[DECIMAL_MAX_LIMBS];
} Decimal;

extern void decimal_set(Decimal *d, unsigned __int128 digits, int decimals);
extern void decimal_complement(Decimal *result, const Decimal *d);
extern void decimal_multiply(Decimal *result, const Decimal *a, const Decimal *b);

/*
 * A signed sum is an array of limbs from the highest, which counts
 * 10^(8 (top - 1)), to lower ones.  While it is being added to, its limbs may
 * have any size and sign; in its canonical form all have the sign of the sum
 * and are below the base, and the lowest is not 0.
 */
extern int	decimal_depth(const Decimal *d, int top);
extern void decimal_sum_add(int64_t * sum, int top, const Decimal *d, int sign);
extern void decimal_sum_carry(int64_t * sum, int n);
extern int	decimal_sum_trim(const int64_t * sum, int n);
extern bool decimal_sum_is_canonical(const int64_t * sum, int n);

#endif							/* ABM_KPI_MATH_DECIMAL_H */
