/*
 * special.h
 *	  Special functions that libm lacks.
 *
 * Pure C, no PostgreSQL.  A figure that cannot be told is NaN.
 */
#ifndef ABM_KPI_MATH_SPECIAL_H
#define ABM_KPI_MATH_SPECIAL_H

#include <stdint.h>

extern double incomplete_beta(double a, double b, double x);
extern double student_t_half_width(double level, double df);
extern int64_t binomial_lower_rank(int64_t n, double p, double tail);

#endif							/* ABM_KPI_MATH_SPECIAL_H */
