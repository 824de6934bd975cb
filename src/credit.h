/*-------------------------------------------------------------------------
 *
 * credit.h
 *	  What both kinds of attribution share: reading a path of channels, and
 *	  dividing a value into credits that add up to it exactly.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ABM_KPI_CREDIT_H
#define ABM_KPI_CREDIT_H

#include "abm_kpi.h"

#include "math/apportion.h"

/* Decimals of a credit beyond those of the value, and the most there can be. */
#define CREDIT_EXTRA_SCALE 16
#define CREDIT_MAX_SCALE 16383

/* Touches of one path */
#define PATH_MAX_TOUCHES 100000

typedef struct Division
{
	Datum		quotient;		/* for each unit of weight */
	Datum		unit;			/* for each unit of a part; value's sign */
} Division;

extern int	credit_path(Datum path, Datum **channels);
extern Division credit_divide(Datum value, Share *shares, int n);
extern Datum credit_of(const Division *division, const Share *share);

extern Datum credit_multiply(Datum a, Datum b);
extern Datum credit_whole_number(int64 number);
extern Datum credit_power_of_ten(int exponent);

#endif							/* ABM_KPI_CREDIT_H */
