/*
 * weights.c
 *	  What the touches of a path weigh in each rule of attribution.
 */
#include "math/weights.h"

#include <math.h>

/* First and last: one touch has all. */
void
weights_only(Share *shares, int n, int only)
{
	for (int i = 0; i < n; i++)
		shares[i].weight = i == only;
}

void
weights_linear(Share *shares, int n)
{
	for (int i = 0; i < n; i++)
		shares[i].weight = 1;
}

/*
 * 40 % first, 40 % last, 20 % shared by the touches between them; without any
 * between, half each, and all to a single one.
 */
void
weights_position(Share *shares, int n)
{
	int64_t		between = n - 2;

	weights_linear(shares, n);
	if (between > 0)
		shares[0].weight = shares[n - 1].weight = 2 * between;
}

/*
 * 30 % each for the first touch, the one that made the lead and the one that
 * made the opportunity, 10 % shared by the others.  A touch that is several of
 * these has as many times 30 %.  A lead or opportunity of -1 is not in the
 * path.  What is not there leaves its percents to the rest, in proportion.
 */
void
weights_w_shaped(Share *shares, int n, int lead, int opportunity)
{
	int64_t		key = 3;
	int64_t		others = n;

	for (int i = 0; i < n; i++)
		others -= i == 0 || i == lead || i == opportunity;
	if (others > 0)
		key *= others;
	for (int i = 0; i < n; i++)
	{
		int			keys = (i == 0) + (i == lead) + (i == opportunity);

		shares[i].weight = keys > 0 ? keys * key : 1;
	}
}

/* As many bits per weight as n of them can have below the largest total. */
static int
weight_bits(int n)
{
	int			bits = 62;

	while (n > 1)
	{
		n = (n + 1) / 2;
		bits--;
	}
	return bits;
}

/*
 * 2^(-age / half_life), ages being counted from the newest touch: then the
 * newest weighs 1 and not all can vanish, whatever the distance to the
 * conversion, which is the same factor in all weights.  The age is split into
 * whole half-lives and a rest, which loses nothing of a long one.
 */
void
weights_decay(Share *shares, int n, const uint64_t *ages, uint64_t half_life)
{
	int			bits = weight_bits(n);

	for (int i = 0; i < n; i++)
	{
		uint64_t	whole = ages[i] / half_life;
		double		rest = (double) (ages[i] % half_life) / (double) half_life;

		shares[i].weight = whole > (uint64_t) bits ? 0 :
			(int64_t) rint(ldexp(exp2(-rest), bits - (int) whole));
	}
}
