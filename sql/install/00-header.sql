-- abm_kpi: account-based-marketing KPIs as SQL aggregates.
-- Built by "make" from sql/install/*.sql; edit those.
\echo Use "create extension abm_kpi" to load this file. \quit

