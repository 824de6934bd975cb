-- revenue: what the recurring revenue of customers has done from one time to another.

create type @extschema@.revenue_summary;

create function @extschema@.revenue_summary_in(literal cstring) returns @extschema@.revenue_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_summary_in';
comment on function @extschema@.revenue_summary_in(cstring) is
'Text input of revenue_summary: (flat,expanded,contracted,churned,new,reactivated,scale,start_value,expansion_value,contraction_value,churned_value,new_value,reactivated_value) with values in units of 10000^-scale. Errors: 22P02 syntax, 22003 figures that no rows can give.';

create function @extschema@.revenue_summary_out(summary @extschema@.revenue_summary) returns cstring
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_summary_out';
comment on function @extschema@.revenue_summary_out(@extschema@.revenue_summary) is
'Text output of revenue_summary: (flat,expanded,contracted,churned,new,reactivated,scale,start_value,expansion_value,contraction_value,churned_value,new_value,reactivated_value) with values in units of 10000^-scale; exact and independent of every setting.';

create function @extschema@.revenue_summary_recv(message internal) returns @extschema@.revenue_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_summary_recv';
comment on function @extschema@.revenue_summary_recv(internal) is
'Binary input of revenue_summary, validated as the text form is. Errors: 22P03 wrong version, 22003 figures that no rows can give.';

create function @extschema@.revenue_summary_send(summary @extschema@.revenue_summary) returns bytea
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_summary_send';
comment on function @extschema@.revenue_summary_send(@extschema@.revenue_summary) is
'Binary output of revenue_summary, starting with a version.';

create type @extschema@.revenue_summary (
	input = @extschema@.revenue_summary_in,
	output = @extschema@.revenue_summary_out,
	receive = @extschema@.revenue_summary_recv,
	send = @extschema@.revenue_summary_send,
	internallength = variable,
	alignment = double,
	storage = plain
);
comment on type @extschema@.revenue_summary is
'Recurring revenue of customers at two times, as revenue_agg() reads it and rollup() merges it: how many customers stayed, grew, shrank, left, came and came back, with the exact value of each. 152 bytes.';

create function @extschema@.revenue_accum(state @extschema@.revenue_summary, revenue_before numeric, revenue_now numeric) returns @extschema@.revenue_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'revenue_accum';
comment on function @extschema@.revenue_accum(@extschema@.revenue_summary, numeric, numeric) is
'Transition of revenue_agg, nrr and grr: one customer. NULL is 0. Errors: 22003 for a revenue that is negative, NaN, infinite, beyond 922337203685477 or of more than 20 decimals.';

create function @extschema@.revenue_discard(state @extschema@.revenue_summary, revenue_before numeric, revenue_now numeric) returns @extschema@.revenue_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'revenue_discard';
comment on function @extschema@.revenue_discard(@extschema@.revenue_summary, numeric, numeric) is
'Inverse of revenue_accum, for moving windows. Errors: 22023 if the customer is not in it.';

create function @extschema@.revenue_accum(state @extschema@.revenue_summary, revenue_before numeric, revenue_now numeric, is_reactivated boolean) returns @extschema@.revenue_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'revenue_accum';
comment on function @extschema@.revenue_accum(@extschema@.revenue_summary, numeric, numeric, boolean) is
'Transition of revenue_agg with is_reactivated: one customer. NULL is 0. Errors: 22003 for a revenue that is negative, NaN, infinite, beyond 922337203685477 or of more than 20 decimals.';

create function @extschema@.revenue_discard(state @extschema@.revenue_summary, revenue_before numeric, revenue_now numeric, is_reactivated boolean) returns @extschema@.revenue_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'revenue_discard';
comment on function @extschema@.revenue_discard(@extschema@.revenue_summary, numeric, numeric, boolean) is
'Inverse of revenue_accum, for moving windows. Errors: 22023 if the customer is not in it.';

create function @extschema@.revenue_accum(state @extschema@.revenue_summary, was_customer boolean, is_customer boolean) returns @extschema@.revenue_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'revenue_accum_logo';
comment on function @extschema@.revenue_accum(@extschema@.revenue_summary, boolean, boolean) is
'Transition of retention_rate: one customer. NULL is false. Errors: 22003 beyond 2^63-1 customers.';

create function @extschema@.revenue_discard(state @extschema@.revenue_summary, was_customer boolean, is_customer boolean) returns @extschema@.revenue_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'revenue_discard_logo';
comment on function @extschema@.revenue_discard(@extschema@.revenue_summary, boolean, boolean) is
'Inverse of revenue_accum, for moving windows. Errors: 22023 if the customer is not in it.';

create function @extschema@.revenue_combine(state @extschema@.revenue_summary, summary @extschema@.revenue_summary) returns @extschema@.revenue_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_combine';
comment on function @extschema@.revenue_combine(@extschema@.revenue_summary, @extschema@.revenue_summary) is
'The two summaries as one. Errors: 22003 beyond 2^63-1 customers or a sum of more than 37 digits.';

create function @extschema@.revenue_uncombine(state @extschema@.revenue_summary, summary @extschema@.revenue_summary) returns @extschema@.revenue_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_uncombine';
comment on function @extschema@.revenue_uncombine(@extschema@.revenue_summary, @extschema@.revenue_summary) is
'Inverse of revenue_combine, for moving windows. Errors: 22023 if the customers are not in it.';

create function @extschema@.revenue_final(state @extschema@.revenue_summary) returns @extschema@.revenue_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_final';
comment on function @extschema@.revenue_final(@extschema@.revenue_summary) is
'Final function of revenue_agg and rollup: a copy of the state, in its canonical form.';

create function @extschema@.nrr(summary @extschema@.revenue_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_nrr';
comment on function @extschema@.nrr(@extschema@.revenue_summary) is
'Net revenue retention: revenue now of the customers at the start / revenue at the start; above 1 where they grew. New and reactivated customers are left out. NULL without revenue at the start.';

create function @extschema@.grr(summary @extschema@.revenue_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_grr';
comment on function @extschema@.grr(@extschema@.revenue_summary) is
'Gross revenue retention, 0..1: as nrr(), but no customer counts for more than at the start: (start - contraction - churn) / start. 1 - grr() is the gross revenue churn. NULL without revenue at the start.';

create function @extschema@.expansion_rate(summary @extschema@.revenue_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_expansion_rate';
comment on function @extschema@.expansion_rate(@extschema@.revenue_summary) is
'What customers of the start pay more now / revenue at the start. New and reactivated customers are left out. NULL without revenue at the start.';

create function @extschema@.contraction_rate(summary @extschema@.revenue_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_contraction_rate';
comment on function @extschema@.contraction_rate(@extschema@.revenue_summary) is
'What customers that stayed pay less now / revenue at the start, 0..1. NULL without revenue at the start.';

create function @extschema@.churn_rate(summary @extschema@.revenue_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_churn_rate';
comment on function @extschema@.churn_rate(@extschema@.revenue_summary) is
'Revenue churn: revenue at the start of customers that are none any more / revenue at the start, 0..1; nrr = 1 + expansion_rate - contraction_rate - churn_rate. NULL without revenue at the start.';

create function @extschema@.logo_retention(summary @extschema@.revenue_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_logo_retention';
comment on function @extschema@.logo_retention(@extschema@.revenue_summary) is
'Customers of the start that still are / customers at the start, 0..1, each counting once: the intersection of both sets, so that new customers do not hide lost ones. NULL without customers at the start.';

create function @extschema@.logo_churn_rate(summary @extschema@.revenue_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_logo_churn_rate';
comment on function @extschema@.logo_churn_rate(@extschema@.revenue_summary) is
'Customers of the start that are none any more / customers at the start, 0..1. NULL without customers at the start.';

create function @extschema@.quick_ratio(summary @extschema@.revenue_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_quick_ratio';
comment on function @extschema@.quick_ratio(@extschema@.revenue_summary) is
'Revenue gained / revenue lost: (new + reactivated + expansion) / (contraction + churn). NULL where nothing is lost. Errors: 22003 beyond 37 digits.';

create function @extschema@.start_value(summary @extschema@.revenue_summary) returns numeric
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_start_value';
comment on function @extschema@.start_value(@extschema@.revenue_summary) is
'Revenue at the start, exact. 0 without any.';

create function @extschema@.end_value(summary @extschema@.revenue_summary) returns numeric
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_end_value';
comment on function @extschema@.end_value(@extschema@.revenue_summary) is
'Revenue now, of all customers: start + expansion - contraction - churned + new + reactivated. Exact; 0 without any. Errors: 22003 beyond 37 digits.';

create function @extschema@.expansion_value(summary @extschema@.revenue_summary) returns numeric
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_expansion_value';
comment on function @extschema@.expansion_value(@extschema@.revenue_summary) is
'What customers of the start pay more now, exact. 0 without any.';

create function @extschema@.contraction_value(summary @extschema@.revenue_summary) returns numeric
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_contraction_value';
comment on function @extschema@.contraction_value(@extschema@.revenue_summary) is
'What customers that stayed pay less now, exact and not negative. 0 without any.';

create function @extschema@.churned_value(summary @extschema@.revenue_summary) returns numeric
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_churned_value';
comment on function @extschema@.churned_value(@extschema@.revenue_summary) is
'Revenue at the start of the customers that are none any more, exact and not negative. 0 without any.';

create function @extschema@.new_value(summary @extschema@.revenue_summary) returns numeric
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_new_value';
comment on function @extschema@.new_value(@extschema@.revenue_summary) is
'Revenue now of customers that were none at the start, without those marked as reactivated. 0 without any.';

create function @extschema@.reactivated_value(summary @extschema@.revenue_summary) returns numeric
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_reactivated_value';
comment on function @extschema@.reactivated_value(@extschema@.revenue_summary) is
'Revenue now of customers that were none at the start, but had been before. 0 without any.';

create function @extschema@.start_count(summary @extschema@.revenue_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_start_count';
comment on function @extschema@.start_count(@extschema@.revenue_summary) is
'Number of customers at the start: revenue_before above 0.';

create function @extschema@.end_count(summary @extschema@.revenue_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_end_count';
comment on function @extschema@.end_count(@extschema@.revenue_summary) is
'Number of customers now: revenue_now above 0.';

create function @extschema@.retained_count(summary @extschema@.revenue_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_retained_count';
comment on function @extschema@.retained_count(@extschema@.revenue_summary) is
'Number of customers of the start that still are, whatever they pay.';

create function @extschema@.expanded_count(summary @extschema@.revenue_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_expanded_count';
comment on function @extschema@.expanded_count(@extschema@.revenue_summary) is
'Number of customers of the start that pay more now.';

create function @extschema@.contracted_count(summary @extschema@.revenue_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_contracted_count';
comment on function @extschema@.contracted_count(@extschema@.revenue_summary) is
'Number of customers of the start that pay less now, but something.';

create function @extschema@.churned_count(summary @extschema@.revenue_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_churned_count';
comment on function @extschema@.churned_count(@extschema@.revenue_summary) is
'Number of customers of the start that are none any more.';

create function @extschema@.new_count(summary @extschema@.revenue_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_new_count';
comment on function @extschema@.new_count(@extschema@.revenue_summary) is
'Number of customers now that were none at the start, without those marked as reactivated.';

create function @extschema@.reactivated_count(summary @extschema@.revenue_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_reactivated_count';
comment on function @extschema@.reactivated_count(@extschema@.revenue_summary) is
'Number of customers now that were none at the start, but had been before.';

create function @extschema@.logo_retention_ci(summary @extschema@.revenue_summary, level float8 default 0.95) returns @extschema@.rate_interval
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_logo_retention_ci';
comment on function @extschema@.logo_retention_ci(@extschema@.revenue_summary, float8) is
'Wilson score interval of logo_retention(). NULL without customers at the start. Errors: 22023 unless 0 < level < 1.';

create function @extschema@.logo_retention_compare(a @extschema@.revenue_summary, b @extschema@.revenue_summary, level float8 default 0.95) returns @extschema@.rate_comparison
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'revenue_logo_retention_compare';
comment on function @extschema@.logo_retention_compare(@extschema@.revenue_summary, @extschema@.revenue_summary, float8) is
'Is the logo retention of a above that of b? As rate_compare(). NULL where either has no customers at the start. Errors: 22023 unless 0 < level < 1.';

create aggregate @extschema@.revenue_agg(revenue_before numeric, revenue_now numeric) (
	sfunc = @extschema@.revenue_accum,
	stype = @extschema@.revenue_summary,
	sspace = 152,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.revenue_combine,
	finalfunc = @extschema@.revenue_final,
	msfunc = @extschema@.revenue_accum,
	minvfunc = @extschema@.revenue_discard,
	mstype = @extschema@.revenue_summary,
	msspace = 152,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.revenue_final,
	parallel = safe
);
comment on aggregate @extschema@.revenue_agg(numeric, numeric) is
'What recurring revenue has done. A row per customer: recurring revenue at the start and now; NULL is 0, and 0 is no customer then. Read with nrr(), grr(), logo_retention(), expansion_rate(), churn_rate(), quick_ratio(), start_value(), new_count() and others. Errors: 22003 for a revenue that is negative, NaN, infinite, beyond 922337203685477 or of more than 20 decimals.';

create aggregate @extschema@.revenue_agg(revenue_before numeric, revenue_now numeric, is_reactivated boolean) (
	sfunc = @extschema@.revenue_accum,
	stype = @extschema@.revenue_summary,
	sspace = 152,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.revenue_combine,
	finalfunc = @extschema@.revenue_final,
	msfunc = @extschema@.revenue_accum,
	minvfunc = @extschema@.revenue_discard,
	mstype = @extschema@.revenue_summary,
	msspace = 152,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.revenue_final,
	parallel = safe
);
comment on aggregate @extschema@.revenue_agg(numeric, numeric, boolean) is
'What recurring revenue has done. A row per customer: recurring revenue at the start and now; NULL is 0, and 0 is no customer then. is_reactivated says that who was no customer at the start had been one before; NULL is false. Read with nrr(), grr(), logo_retention(), expansion_rate(), churn_rate(), quick_ratio(), start_value(), new_count() and others. Errors: 22003 for a revenue that is negative, NaN, infinite, beyond 922337203685477 or of more than 20 decimals.';

create aggregate @extschema@.nrr(revenue_before numeric, revenue_now numeric) (
	sfunc = @extschema@.revenue_accum,
	stype = @extschema@.revenue_summary,
	sspace = 152,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.revenue_combine,
	finalfunc = @extschema@.nrr,
	msfunc = @extschema@.revenue_accum,
	minvfunc = @extschema@.revenue_discard,
	mstype = @extschema@.revenue_summary,
	msspace = 152,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.nrr,
	parallel = safe
);
comment on aggregate @extschema@.nrr(numeric, numeric) is
'Net revenue retention: revenue now of the customers at the start / revenue at the start; above 1 where they grew. A row per customer: recurring revenue at the start and now; NULL is 0, and 0 is no customer then. New customers are left out. NULL without revenue at the start. Errors: 22003 for a revenue that is negative, NaN, infinite, beyond 922337203685477 or of more than 20 decimals.';

create aggregate @extschema@.grr(revenue_before numeric, revenue_now numeric) (
	sfunc = @extschema@.revenue_accum,
	stype = @extschema@.revenue_summary,
	sspace = 152,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.revenue_combine,
	finalfunc = @extschema@.grr,
	msfunc = @extschema@.revenue_accum,
	minvfunc = @extschema@.revenue_discard,
	mstype = @extschema@.revenue_summary,
	msspace = 152,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.grr,
	parallel = safe
);
comment on aggregate @extschema@.grr(numeric, numeric) is
'Gross revenue retention, 0..1: as nrr, but no customer counts for more than at the start. A row per customer: recurring revenue at the start and now; NULL is 0, and 0 is no customer then. NULL without revenue at the start. Errors: 22003 for a revenue that is negative, NaN, infinite, beyond 922337203685477 or of more than 20 decimals.';

create aggregate @extschema@.retention_rate(was_customer boolean, is_customer boolean) (
	sfunc = @extschema@.revenue_accum,
	stype = @extschema@.revenue_summary,
	sspace = 152,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.revenue_combine,
	finalfunc = @extschema@.logo_retention,
	msfunc = @extschema@.revenue_accum,
	minvfunc = @extschema@.revenue_discard,
	mstype = @extschema@.revenue_summary,
	msspace = 152,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.logo_retention,
	parallel = safe
);
comment on aggregate @extschema@.retention_rate(boolean, boolean) is
'Customer retention: rows with both true / rows with was_customer true, 0..1. A row per customer; NULL is false, as an outer join gives it. New customers are left out. NULL without customers at the start.';

create aggregate @extschema@.rollup(summary @extschema@.revenue_summary) (
	sfunc = @extschema@.revenue_combine,
	stype = @extschema@.revenue_summary,
	sspace = 152,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.revenue_combine,
	finalfunc = @extschema@.revenue_final,
	msfunc = @extschema@.revenue_combine,
	minvfunc = @extschema@.revenue_uncombine,
	mstype = @extschema@.revenue_summary,
	msspace = 152,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.revenue_final,
	parallel = safe
);
comment on aggregate @extschema@.rollup(@extschema@.revenue_summary) is
'Many revenue summaries as one: the summary of all their customers together. For parts of the customers, such as segments; the summaries of two periods together count a customer twice.';
