-- lead_model: the probability that a lead converts, from what is known of leads and what became of them.

create type @extschema@.lead_model_summary;

create function @extschema@.lead_model_summary_in(literal cstring) returns @extschema@.lead_model_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'lead_model_summary_in';
comment on function @extschema@.lead_model_summary_in(cstring) is
'Text input of lead_model_summary: (incomplete;feature,...:converted:not converted;...), one part per different row of features; (0) without leads. Errors: 22P02 syntax, 22003 figures that no leads can give.';

create function @extschema@.lead_model_summary_out(summary @extschema@.lead_model_summary) returns cstring
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'lead_model_summary_out';
comment on function @extschema@.lead_model_summary_out(@extschema@.lead_model_summary) is
'Text output of lead_model_summary: (incomplete;feature,...:converted:not converted;...), one part per different row of features; (0) without leads, in the order of the values; exact and independent of every setting.';

create function @extschema@.lead_model_summary_recv(message internal) returns @extschema@.lead_model_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'lead_model_summary_recv';
comment on function @extschema@.lead_model_summary_recv(internal) is
'Binary input of lead_model_summary, validated as the text form is. Errors: 22P03 wrong version or length, 22003 figures that no leads can give.';

create function @extschema@.lead_model_summary_send(summary @extschema@.lead_model_summary) returns bytea
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'lead_model_summary_send';
comment on function @extschema@.lead_model_summary_send(@extschema@.lead_model_summary) is
'Binary output of lead_model_summary, starting with a version.';

create type @extschema@.lead_model_summary (
	input = @extschema@.lead_model_summary_in,
	output = @extschema@.lead_model_summary_out,
	receive = @extschema@.lead_model_summary_recv,
	send = @extschema@.lead_model_summary_send,
	internallength = variable,
	alignment = double,
	storage = extended
);
comment on type @extschema@.lead_model_summary is
'Leads by their features: how many converted and how many did not, as lead_model_agg() counts them and rollup() merges them. Read with lead_model_fit(), lead_count(), conversions(), incomplete(). 56 bytes, and 16 and 8 per feature for each different row of features; 256 MB at most.';

create type @extschema@.lead_model as (coefficients float8[], standard_errors float8[], log_likelihood float8, null_log_likelihood float8, converged boolean, status text, lead_count bigint, converted_count bigint);
comment on type @extschema@.lead_model is
'A model of the probability that a lead converts: 1 / (1 + exp(-(b0 + b1 * feature 1 + ...))). Made by lead_model_fit(), read by lead_score() and lead_model_terms().';

comment on column @extschema@.lead_model.coefficients is
'b0 (the intercept), then one per feature, in their order. NULL unless converged.';

comment on column @extschema@.lead_model.standard_errors is
'Of the coefficients, from the information at the maximum. NULL unless converged.';

comment on column @extschema@.lead_model.log_likelihood is
'At the maximum. NULL unless converged.';

comment on column @extschema@.lead_model.null_log_likelihood is
'That of the intercept alone: 1 - log_likelihood / null_log_likelihood is the R2 of McFadden. NULL unless converged.';

comment on column @extschema@.lead_model.converged is
'Whether there is a model.';

comment on column @extschema@.lead_model.status is
'converged; or why there is no model: no leads, one outcome (all converted, or none), separated (a combination of features parts those that did, so that coefficients would be infinite), singular (a feature is the same for all, or follows from others), not converged.';

comment on column @extschema@.lead_model.lead_count is
'Leads that the model is fitted to.';

comment on column @extschema@.lead_model.converted_count is
'Of these, those that converted.';

create function @extschema@.lead_model_accum(state @extschema@.lead_model_summary, converted boolean, features float8[]) returns @extschema@.lead_model_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'lead_model_accum';
comment on function @extschema@.lead_model_accum(@extschema@.lead_model_summary, boolean, float8[]) is
'Transition of lead_model_agg: one lead; a NULL converted is ignored, and one with NULL features, or a NULL among them, is counted as incomplete. Not strict, because of that. Errors: 22003 for a feature that is NaN, infinite or beyond 1e100, 22023 for no features, more than 100, or another number than in other rows, 2202E for an array of two dimensions, 54000 beyond 256 MB of different rows.';

create function @extschema@.lead_model_discard(state @extschema@.lead_model_summary, converted boolean, features float8[]) returns @extschema@.lead_model_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'lead_model_discard';
comment on function @extschema@.lead_model_discard(@extschema@.lead_model_summary, boolean, float8[]) is
'Inverse transition of lead_model_agg: takes one lead away again. Errors: 22023 if it is not there.';

create function @extschema@.lead_model_accum(state @extschema@.lead_model_summary, converted boolean, features float8[], lead_count bigint) returns @extschema@.lead_model_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'lead_model_accum';
comment on function @extschema@.lead_model_accum(@extschema@.lead_model_summary, boolean, float8[], bigint) is
'Transition of lead_model_agg: so many leads that are alike; a NULL converted or lead_count is ignored, and those with NULL features, or a NULL among them, are counted as incomplete. Not strict, because of that. Errors: 22003 for a lead_count below 0; 22003 for a feature that is NaN, infinite or beyond 1e100, 22023 for no features, more than 100, or another number than in other rows, 2202E for an array of two dimensions, 54000 beyond 256 MB of different rows.';

create function @extschema@.lead_model_discard(state @extschema@.lead_model_summary, converted boolean, features float8[], lead_count bigint) returns @extschema@.lead_model_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'lead_model_discard';
comment on function @extschema@.lead_model_discard(@extschema@.lead_model_summary, boolean, float8[], bigint) is
'Inverse transition of lead_model_agg: takes so many leads away again. Errors: 22023 if they are not there.';

create function @extschema@.lead_model_combine(state @extschema@.lead_model_summary, summary @extschema@.lead_model_summary) returns @extschema@.lead_model_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'lead_model_combine';
comment on function @extschema@.lead_model_combine(@extschema@.lead_model_summary, @extschema@.lead_model_summary) is
'The two summaries as one. Errors: 22003 beyond 2^63-1 leads, 22023 for different numbers of features, 54000 beyond 256 MB of different rows.';

create function @extschema@.lead_model_uncombine(state @extschema@.lead_model_summary, summary @extschema@.lead_model_summary) returns @extschema@.lead_model_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'lead_model_uncombine';
comment on function @extschema@.lead_model_uncombine(@extschema@.lead_model_summary, @extschema@.lead_model_summary) is
'Inverse transition of rollup: takes a summary away again. Errors: 22023 if it is not there.';

create function @extschema@.lead_model_final(state @extschema@.lead_model_summary) returns @extschema@.lead_model_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'lead_model_final';
comment on function @extschema@.lead_model_final(@extschema@.lead_model_summary) is
'Final function of lead_model_agg and rollup: the summary in its canonical form. Errors: 22023 if more was taken away than was there.';

create function @extschema@.lead_model_fit(summary @extschema@.lead_model_summary) returns @extschema@.lead_model
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'lead_model_fit';
comment on function @extschema@.lead_model_fit(@extschema@.lead_model_summary) is
'Logistic regression of converted on the features, with an intercept, by maximum likelihood (iteratively reweighted least squares, each step halved where the likelihood falls; columns are standardised, so their units do not matter). Where there is no finite maximum, or more than one, status says why and coefficients are NULL: no model rather than arbitrary numbers. A feature that follows from others but for a part of 1e-12 of its variance counts as one that does. Source: Nelder & Wedderburn 1972; separation as in Albert & Anderson 1984.';

create function @extschema@.lead_score(model @extschema@.lead_model, features float8[]) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'lead_model_score';
comment on function @extschema@.lead_score(@extschema@.lead_model, float8[]) is
'Predictive lead score: 100 times the probability that a lead of such features converts, by a model of lead_model_fit(), 0 to 100. NULL without a model that converged, and where a feature is NULL. Errors: 22023 for another number of features than the model has, 22003 for a feature that is NaN, infinite or beyond 1e100.';

create function @extschema@.lead_model_terms(model @extschema@.lead_model, level float8 default 0.95) returns table (term integer, coefficient float8, standard_error float8, z float8, p_value float8, odds_ratio float8, low float8, high float8)
	language c immutable strict parallel safe rows 10 as 'MODULE_PATHNAME', 'lead_model_terms';
comment on function @extschema@.lead_model_terms(@extschema@.lead_model, float8) is
'What each term of a model says: 0 is the intercept, 1 the first feature and so on; coefficient, standard error, z = coefficient / standard_error, its two-sided p value (Wald), odds_ratio = exp(coefficient), by which the odds of a conversion grow with each unit of the feature, and its confidence limits. A figure beyond a float8 is NULL. No rows without a model that converged. Errors: 22023 unless level is above 0 and below 1, 22003 for figures that are not finite.';

create function @extschema@.lead_count(summary @extschema@.lead_model_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'lead_model_lead_count';
comment on function @extschema@.lead_count(@extschema@.lead_model_summary) is
'Number of leads with an outcome and all features.';

create function @extschema@.conversions(summary @extschema@.lead_model_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'lead_model_conversions';
comment on function @extschema@.conversions(@extschema@.lead_model_summary) is
'Of these, those that converted.';

create function @extschema@.incomplete(summary @extschema@.lead_model_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'lead_model_incomplete';
comment on function @extschema@.incomplete(@extschema@.lead_model_summary) is
'Number of leads with an outcome that are left out, because a feature is not known.';

create aggregate @extschema@.lead_model_agg(converted boolean, features float8[]) (
	sfunc = @extschema@.lead_model_accum,
	stype = @extschema@.lead_model_summary,
	sspace = 1024,
	initcond = '(0)',
	combinefunc = @extschema@.lead_model_combine,
	finalfunc = @extschema@.lead_model_final,
	msfunc = @extschema@.lead_model_accum,
	minvfunc = @extschema@.lead_model_discard,
	mstype = @extschema@.lead_model_summary,
	msspace = 1024,
	minitcond = '(0)',
	mfinalfunc = @extschema@.lead_model_final,
	parallel = safe
);
comment on aggregate @extschema@.lead_model_agg(boolean, float8[]) is
'Leads of known outcome by their features, for lead_model_fit(): equal rows are kept once, with counts, so the order of rows does not matter. Rows with a NULL converted (still open) are ignored; those with NULL features, or a NULL among them, are counted as incomplete. A flag is a feature as flag::int. Errors: 22003 for a feature that is NaN, infinite or beyond 1e100, 22023 for no features, more than 100, or another number than in other rows, 2202E for an array of two dimensions, 54000 beyond 256 MB of different rows.';

create aggregate @extschema@.lead_model_agg(converted boolean, features float8[], lead_count bigint) (
	sfunc = @extschema@.lead_model_accum,
	stype = @extschema@.lead_model_summary,
	sspace = 1024,
	initcond = '(0)',
	combinefunc = @extschema@.lead_model_combine,
	finalfunc = @extschema@.lead_model_final,
	msfunc = @extschema@.lead_model_accum,
	minvfunc = @extschema@.lead_model_discard,
	mstype = @extschema@.lead_model_summary,
	msspace = 1024,
	minitcond = '(0)',
	mfinalfunc = @extschema@.lead_model_final,
	parallel = safe
);
comment on aggregate @extschema@.lead_model_agg(boolean, float8[], bigint) is
'The same from leads that are counted already: each row stands for lead_count leads that are alike. Rows with a NULL converted or a NULL or 0 lead_count are ignored; those with NULL features, or a NULL among them, are counted as incomplete. Errors: 22003 for a lead_count below 0; 22003 for a feature that is NaN, infinite or beyond 1e100, 22023 for no features, more than 100, or another number than in other rows, 2202E for an array of two dimensions, 54000 beyond 256 MB of different rows.';

create aggregate @extschema@.rollup(summary @extschema@.lead_model_summary) (
	sfunc = @extschema@.lead_model_combine,
	stype = @extschema@.lead_model_summary,
	sspace = 1024,
	initcond = '(0)',
	combinefunc = @extschema@.lead_model_combine,
	finalfunc = @extschema@.lead_model_final,
	msfunc = @extschema@.lead_model_combine,
	minvfunc = @extschema@.lead_model_uncombine,
	mstype = @extschema@.lead_model_summary,
	msspace = 1024,
	minitcond = '(0)',
	mfinalfunc = @extschema@.lead_model_final,
	parallel = safe
);
comment on aggregate @extschema@.rollup(@extschema@.lead_model_summary) is
'Many summaries of leads as one: the summary of all their leads together. Errors: 22003 beyond 2^63-1 leads, 22023 for different numbers of features, 54000 beyond 256 MB of different rows.';
