/*
 * logistic.h
 *	  Logistic regression by Newton's method (iteratively reweighted least
 *	  squares), in passes over rows that the caller keeps.
 *
 * Pure C, no PostgreSQL; memory is the caller's.
 *
 *		logistic_init()
 *		logistic_range() for each row
 *		logistic_spread() for each row
 *		for (state = logistic_start(); ; )
 *			LOGISTIC_FIT			logistic_fit() for each row, logistic_step()
 *			LOGISTIC_DIRECTION		logistic_direction() for each row, logistic_turn()
 *			anything else			the end
 *		logistic_result(), if it is LOGISTIC_CONVERGED
 *
 * A row is k values and how often it converted (hits) and not (misses), which
 * are not both 0.  The result depends on the order of the rows only by
 * rounding.
 *
 * Columns are brought to mean 0 and deviation 1, so that it does not matter in
 * which units they are.  A step that makes the likelihood smaller is halved.
 * Where a combination of the columns parts the outcomes there is no finite
 * maximum (Albert & Anderson 1984): the steps then go on for ever in a
 * direction in which no row gets a worse fit, and that is what is looked for.
 */
#ifndef ABM_KPI_MATH_LOGISTIC_H
#define ABM_KPI_MATH_LOGISTIC_H

#include <stdbool.h>
#include <stddef.h>

typedef enum LogisticState
{
	LOGISTIC_FIT,
	LOGISTIC_DIRECTION,
	LOGISTIC_CONVERGED,
	LOGISTIC_SEPARATED,			/* no finite maximum */
	LOGISTIC_SINGULAR,			/* a column is constant, or follows from
								 * others */
	LOGISTIC_FAILED				/* too many steps */
} LogisticState;

typedef struct Logistic
{
	size_t		k;				/* columns, without the intercept */
	double		hits;
	double		misses;
	double		log_likelihood;
	int			steps;
	int			halvings;
	bool		is_stuck;		/* no next step can be found */

	/* of the direction: the furthest that a row goes right, and wrong */
	double		right;
	double		wrong;

	/* the sum of which log_likelihood is a part, and what it lost */
	double		sum;
	double		lost;

	/* k each */
	double	   *low;
	double	   *range;
	double	   *mean;			/* of (x - low) / range */
	double	   *deviation;

	/* k + 1 each, the intercept first */
	double	   *beta;			/* that the pass is for */
	double	   *best;			/* the last that was an improvement */
	double	   *step;			/* from there; while a pass runs, the gradient */
	double	   *row;

	double	   *information;	/* lower triangle, k + 1 rows of k + 1 */
} Logistic;

extern size_t logistic_room(size_t k);
extern void logistic_init(Logistic *m, size_t k, double *room);
extern void logistic_range(Logistic *m, const double *x, double hits, double misses);
extern void logistic_spread(Logistic *m, const double *x, double hits, double misses);
extern LogisticState logistic_start(Logistic *m);
extern void logistic_fit(Logistic *m, const double *x, double hits, double misses);
extern LogisticState logistic_step(Logistic *m);
extern void logistic_direction(Logistic *m, const double *x, double hits, double misses);
extern LogisticState logistic_turn(Logistic *m);
extern bool logistic_result(Logistic *m, double *coefficients, double *errors);

#endif							/* ABM_KPI_MATH_LOGISTIC_H */
