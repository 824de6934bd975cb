/*
 * special.h
 *	  Special functions that libm lacks.
 *
 * Pure C, no PostgreSQL.  A figure that cannot be told is NaN.
 */
#ifndef ABM_KPI_MATH_SPECIAL_H
#define ABM_KPI_MATH_SPECIAL_H

#include <stdint.h>

#include "math/interval.h"

extern double incomplete_beta(double a, double b, double x);
extern double student_t_half_width(double level, double df);
extern double student_t_p(double t, double df);
extern TwoSampleTest compare_means(double mean1, double variance1, double n1,
								   double mean2, double variance2, double n2,
								   double level);
extern int64_t binomial_lower_rank(int64_t n, double p, double tail);

#endif							/* ABM_KPI_MATH_SPECIAL_H */
