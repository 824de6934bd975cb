/*
 * apportion.h
 *	  Dividing whole units among weights so that nothing is lost or made.
 *
 * Pure C, no PostgreSQL.
 */
#ifndef ABM_KPI_MATH_APPORTION_H
#define ABM_KPI_MATH_APPORTION_H

#include <stddef.h>
#include <stdint.h>

/* The weights of one division add up to at most this. */
#define APPORTION_MAX_TOTAL (INT64_C(1) << 62)

typedef struct Share
{
	int64_t		weight;			/* from 0 on */
	int64_t		part;			/* what apportion() gives it */
	int64_t		rest;			/* of weight * units / total, rounded down */
} Share;

extern int64_t apportion_total(const Share *shares, size_t n);
extern void apportion(Share *shares, size_t n, int64_t total, int64_t units);

#endif							/* ABM_KPI_MATH_APPORTION_H */
