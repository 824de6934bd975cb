/*
 * interval.h
 *	  Confidence intervals and two-sample comparisons of shares and scores.
 *
 * Pure C, no PostgreSQL.  A figure that cannot be told is NaN.
 */
#ifndef ABM_KPI_MATH_INTERVAL_H
#define ABM_KPI_MATH_INTERVAL_H

typedef struct Interval2
{
	double		low;
	double		high;
} Interval2;

typedef struct TwoSampleTest
{
	double		difference;
	double		low;
	double		high;
	double		lift;
	double		z;
	double		p_value;
} TwoSampleTest;

extern double normal_quantile(double p);
extern double level_to_z(double level);
extern double two_sided_p(double z);

extern Interval2 wilson_interval(double hits, double trials, double z);
extern TwoSampleTest compare_rates(double hits1, double trials1,
								   double hits2, double trials2, double z);
extern Interval2 lift_interval(double hits1, double trials1,
							   double hits2, double trials2, double z);

extern double nps_score(double promoters, double detractors, double n);
extern double nps_variance(double promoters, double passives, double detractors);
extern Interval2 nps_interval(double promoters, double detractors, double n, double z);
extern TwoSampleTest compare_nps(const double counts1[3], const double counts2[3],
								 double z);

#endif							/* ABM_KPI_MATH_INTERVAL_H */
