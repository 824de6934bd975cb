/*
 * weights.h
 *	  What the touches of a path weigh in each rule of attribution.
 *
 * Pure C, no PostgreSQL.
 *
 * The touches are in the order of time; a weight is a whole number, so that
 * apportion() can divide by it exactly.  n is from 0 to WEIGHTS_MAX.
 */
#ifndef ABM_KPI_MATH_WEIGHTS_H
#define ABM_KPI_MATH_WEIGHTS_H

#include "math/apportion.h"

#define WEIGHTS_MAX 100000

extern void weights_only(Share *shares, int n, int only);
extern void weights_linear(Share *shares, int n);
extern void weights_position(Share *shares, int n);
extern void weights_w_shaped(Share *shares, int n, int lead, int opportunity);
extern void weights_decay(Share *shares, int n, const uint64_t *ages, uint64_t half_life);

#endif							/* ABM_KPI_MATH_WEIGHTS_H */
