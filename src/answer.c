/*-------------------------------------------------------------------------
 *
 * answer.c
 *	  An answer on a scale of whole numbers.
 *
 *-------------------------------------------------------------------------
 */
#include "answer.h"

#include "utils/builtins.h"

#include "args.h"

void
answer_out_of_range(const char *score, Scale scale)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("score %s is out of range, it must be a whole number from %d to %d",
					arg_excerpt(score, 40), scale.lowest, scale.highest),
			 errhint("Leave such answers out with FILTER (WHERE ...), and count them apart.")));
}

void
answer_out_of_range_float8(double score, Scale scale)
{
	answer_out_of_range(arg_float8_text(score), scale);
}

/*
 * A numeric is read from its text, digit by digit: exact, and without the
 * several numeric temporaries that comparing it would cost.
 */
int
answer_numeric(Datum datum, Scale scale)
{
	char	   *digits = DatumGetCString(DirectFunctionCall1(numeric_out, datum));
	char	   *rest;
	long		score = strtol(digits, &rest, 10);

	if (*rest == '.')
		rest += 1 + strspn(rest + 1, "0");
	if (rest == digits || *rest != '\0' ||
		score < scale.lowest || score > scale.highest)
		answer_out_of_range(digits, scale);
	pfree(digits);
	return (int) score;
}
