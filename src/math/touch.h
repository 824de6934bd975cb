/*
 * touch.h
 *	  What the touches of a path weigh in each rule of attribution.
 *
 * Pure C, no PostgreSQL.
 *
 * The touches are in the order of time; a weight is a whole number, so that
 * apportion() can divide by it exactly.  n is from 0 to TOUCH_MAX.
 */
#ifndef ABM_KPI_MATH_TOUCH_H
#define ABM_KPI_MATH_TOUCH_H

#include "math/apportion.h"

#define TOUCH_MAX 100000

extern void touch_weigh_only(Share *shares, int n, int only);
extern void touch_weigh_linear(Share *shares, int n);
extern void touch_weigh_position(Share *shares, int n);
extern void touch_weigh_w_shaped(Share *shares, int n, int lead, int opportunity);
extern void touch_weigh_decay(Share *shares, int n, const uint64_t *ages, uint64_t half_life);

#endif							/* ABM_KPI_MATH_TOUCH_H */
