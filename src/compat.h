/*-------------------------------------------------------------------------
 *
 * compat.h
 *	  Differences between PostgreSQL majors; the only PG_VERSION_NUM tests.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ABM_KPI_COMPAT_H
#define ABM_KPI_COMPAT_H

#include "postgres.h"

#if PG_VERSION_NUM < 150000
#error "abm_kpi needs PostgreSQL 15 or newer"
#endif

#ifndef HAVE_INT128
#error "abm_kpi needs a compiler with 128-bit integers"
#endif

#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#include "varatt.h"
#else
/* Soft errors came with 16; before, every error is raised. */
#define ereturn(context, dummy_value, ...) \
	do { \
		(void) (context); \
		ereport(ERROR, __VA_ARGS__); \
		return dummy_value; \
	} while (0)
#endif

#if PG_VERSION_NUM < 170000
/* Infinite intervals came with 17. */
#define INTERVAL_NOT_FINITE(i) ((void) (i), false)
#endif

#if PG_VERSION_NUM >= 180000
#define ABM_KPI_MODULE_MAGIC \
	PG_MODULE_MAGIC_EXT(.name = "abm_kpi", .version = ABM_KPI_VERSION)
#else
#define ABM_KPI_MODULE_MAGIC PG_MODULE_MAGIC
#endif

#endif							/* ABM_KPI_COMPAT_H */
