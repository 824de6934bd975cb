-- nps: answers counted by score. NPS on 0..10, eNPS on 1..10, CSAT on 1..scale_max.

create type @extschema@.nps_summary;

create function @extschema@.nps_summary_in(literal cstring) returns @extschema@.nps_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_summary_in';
comment on function @extschema@.nps_summary_in(cstring) is
'Text input of nps_summary: (n0,...,n10) on 0..10, 1..5(n1,...,n5) on another scale. Errors: 22P02 syntax, 22003 figures that no rows can give.';

create function @extschema@.nps_summary_out(summary @extschema@.nps_summary) returns cstring
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_summary_out';
comment on function @extschema@.nps_summary_out(@extschema@.nps_summary) is
'Text output of nps_summary: (n0,...,n10) on 0..10, 1..5(n1,...,n5) on another scale; exact and independent of every setting.';

create function @extschema@.nps_summary_recv(message internal) returns @extschema@.nps_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_summary_recv';
comment on function @extschema@.nps_summary_recv(internal) is
'Binary input of nps_summary, validated as the text form is. Errors: 22P03 wrong version or length, 22003 figures that no rows can give.';

create function @extschema@.nps_summary_send(summary @extschema@.nps_summary) returns bytea
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_summary_send';
comment on function @extschema@.nps_summary_send(@extschema@.nps_summary) is
'Binary output of nps_summary, starting with a version.';

create type @extschema@.nps_summary (
	input = @extschema@.nps_summary_in,
	output = @extschema@.nps_summary_out,
	receive = @extschema@.nps_summary_recv,
	send = @extschema@.nps_summary_send,
	internallength = variable,
	alignment = double,
	storage = plain
);
comment on type @extschema@.nps_summary is
'Answers counted by score, as nps_agg(), enps_agg() and csat_agg() count them and rollup() merges them: eleven exact counters and the scale. Text form (n0,...,n10) on 0..10, 1..5(n1,...,n5) on another scale. 96 bytes.';

create type @extschema@.nps_comparison as (difference float8, low float8, high float8, z float8, p_value float8);
comment on type @extschema@.nps_comparison is
'Comparison of two net promoter scores in points, first minus second.';

comment on column @extschema@.nps_comparison.difference is
'First score minus second score, -200..200 points.';

comment on column @extschema@.nps_comparison.low is
'Lower limit of the difference (adjusted Wald on both sides).';

comment on column @extschema@.nps_comparison.high is
'Upper limit of the difference.';

comment on column @extschema@.nps_comparison.z is
'z statistic of the unadjusted difference. NULL where neither group varies.';

comment on column @extschema@.nps_comparison.p_value is
'Two-sided p value of z. NULL where z is.';

create function @extschema@.nps_summary(counts numeric[]) returns @extschema@.nps_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_summary_make';
comment on function @extschema@.nps_summary(numeric[]) is
'An nps_summary from eleven counts that are already made, for the scores 0 to 10; numeric because sum(bigint) is. Errors: 22023 unless there are eleven, 22004 for a NULL, 22003 unless all are whole numbers from 0 to 2^63-1 and so is their sum.';

create function @extschema@.nps_accum(state @extschema@.nps_summary, score integer) returns @extschema@.nps_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_accum_int4';
comment on function @extschema@.nps_accum(@extschema@.nps_summary, integer) is
'Transition of nps_agg and nps: one answer. Errors: 22003 unless the score is a whole number from 0 to 10.';

create function @extschema@.nps_discard(state @extschema@.nps_summary, score integer) returns @extschema@.nps_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_discard_int4';
comment on function @extschema@.nps_discard(@extschema@.nps_summary, integer) is
'Inverse of nps_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.nps_accum(state @extschema@.nps_summary, score numeric) returns @extschema@.nps_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_accum_numeric';
comment on function @extschema@.nps_accum(@extschema@.nps_summary, numeric) is
'Transition of nps_agg and nps: one answer. Errors: 22003 unless the score is a whole number from 0 to 10.';

create function @extschema@.nps_discard(state @extschema@.nps_summary, score numeric) returns @extschema@.nps_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_discard_numeric';
comment on function @extschema@.nps_discard(@extschema@.nps_summary, numeric) is
'Inverse of nps_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.nps_accum(state @extschema@.nps_summary, score float8) returns @extschema@.nps_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_accum_float8';
comment on function @extschema@.nps_accum(@extschema@.nps_summary, float8) is
'Transition of nps_agg and nps: one answer. Errors: 22003 unless the score is a whole number from 0 to 10.';

create function @extschema@.nps_discard(state @extschema@.nps_summary, score float8) returns @extschema@.nps_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_discard_float8';
comment on function @extschema@.nps_discard(@extschema@.nps_summary, float8) is
'Inverse of nps_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.enps_accum(state @extschema@.nps_summary, score integer) returns @extschema@.nps_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'enps_accum_int4';
comment on function @extschema@.enps_accum(@extschema@.nps_summary, integer) is
'Transition of enps_agg and enps: one answer. Errors: 22003 unless the score is a whole number from 1 to 10.';

create function @extschema@.enps_discard(state @extschema@.nps_summary, score integer) returns @extschema@.nps_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'enps_discard_int4';
comment on function @extschema@.enps_discard(@extschema@.nps_summary, integer) is
'Inverse of enps_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.enps_accum(state @extschema@.nps_summary, score numeric) returns @extschema@.nps_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'enps_accum_numeric';
comment on function @extschema@.enps_accum(@extschema@.nps_summary, numeric) is
'Transition of enps_agg and enps: one answer. Errors: 22003 unless the score is a whole number from 1 to 10.';

create function @extschema@.enps_discard(state @extschema@.nps_summary, score numeric) returns @extschema@.nps_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'enps_discard_numeric';
comment on function @extschema@.enps_discard(@extschema@.nps_summary, numeric) is
'Inverse of enps_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.enps_accum(state @extschema@.nps_summary, score float8) returns @extschema@.nps_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'enps_accum_float8';
comment on function @extschema@.enps_accum(@extschema@.nps_summary, float8) is
'Transition of enps_agg and enps: one answer. Errors: 22003 unless the score is a whole number from 1 to 10.';

create function @extschema@.enps_discard(state @extschema@.nps_summary, score float8) returns @extschema@.nps_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'enps_discard_float8';
comment on function @extschema@.enps_discard(@extschema@.nps_summary, float8) is
'Inverse of enps_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.csat_accum(state @extschema@.nps_summary, score integer, scale_max integer) returns @extschema@.nps_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'csat_accum_int4';
comment on function @extschema@.csat_accum(@extschema@.nps_summary, integer, integer) is
'Transition of csat_agg and csat: one answer on 1..scale_max; a NULL score is ignored. Errors: 22003 unless the score is a whole number on the scale, 22004 for a NULL scale_max, 22023 unless it is from 3 to 10 and the same in the whole group.';

create function @extschema@.csat_discard(state @extschema@.nps_summary, score integer, scale_max integer) returns @extschema@.nps_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'csat_discard_int4';
comment on function @extschema@.csat_discard(@extschema@.nps_summary, integer, integer) is
'Inverse of csat_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.csat_accum(state @extschema@.nps_summary, score numeric, scale_max integer) returns @extschema@.nps_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'csat_accum_numeric';
comment on function @extschema@.csat_accum(@extschema@.nps_summary, numeric, integer) is
'Transition of csat_agg and csat: one answer on 1..scale_max; a NULL score is ignored. Errors: 22003 unless the score is a whole number on the scale, 22004 for a NULL scale_max, 22023 unless it is from 3 to 10 and the same in the whole group.';

create function @extschema@.csat_discard(state @extschema@.nps_summary, score numeric, scale_max integer) returns @extschema@.nps_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'csat_discard_numeric';
comment on function @extschema@.csat_discard(@extschema@.nps_summary, numeric, integer) is
'Inverse of csat_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.csat_accum(state @extschema@.nps_summary, score float8, scale_max integer) returns @extschema@.nps_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'csat_accum_float8';
comment on function @extschema@.csat_accum(@extschema@.nps_summary, float8, integer) is
'Transition of csat_agg and csat: one answer on 1..scale_max; a NULL score is ignored. Errors: 22003 unless the score is a whole number on the scale, 22004 for a NULL scale_max, 22023 unless it is from 3 to 10 and the same in the whole group.';

create function @extschema@.csat_discard(state @extschema@.nps_summary, score float8, scale_max integer) returns @extschema@.nps_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'csat_discard_float8';
comment on function @extschema@.csat_discard(@extschema@.nps_summary, float8, integer) is
'Inverse of csat_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.nps_combine(state @extschema@.nps_summary, summary @extschema@.nps_summary) returns @extschema@.nps_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_combine';
comment on function @extschema@.nps_combine(@extschema@.nps_summary, @extschema@.nps_summary) is
'The two summaries as one. Errors: 22023 for answers on different scales, 22003 beyond 2^63-1 answers.';

create function @extschema@.nps_uncombine(state @extschema@.nps_summary, summary @extschema@.nps_summary) returns @extschema@.nps_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_uncombine';
comment on function @extschema@.nps_uncombine(@extschema@.nps_summary, @extschema@.nps_summary) is
'Inverse of nps_combine, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.nps_final(state @extschema@.nps_summary) returns @extschema@.nps_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_final';
comment on function @extschema@.nps_final(@extschema@.nps_summary) is
'Final function of nps_agg, enps_agg, csat_agg and rollup: a copy of the state.';

create function @extschema@.nps(summary @extschema@.nps_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_nps';
comment on function @extschema@.nps(@extschema@.nps_summary) is
'Net promoter score in points, -100..100: 100 * (promoters - detractors) / responses. NULL without responses. Source: Reichheld 2003. Errors: 22023 for answers on a scale that does not end at 10.';

create function @extschema@.promoters(summary @extschema@.nps_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_promoters';
comment on function @extschema@.promoters(@extschema@.nps_summary) is
'Number of promoters: scores 9 and 10. Errors: 22023 for answers on a scale that does not end at 10.';

create function @extschema@.passives(summary @extschema@.nps_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_passives';
comment on function @extschema@.passives(@extschema@.nps_summary) is
'Number of passives: scores 7 and 8. Errors: 22023 for answers on a scale that does not end at 10.';

create function @extschema@.detractors(summary @extschema@.nps_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_detractors';
comment on function @extschema@.detractors(@extschema@.nps_summary) is
'Number of detractors: scores up to 6. Errors: 22023 for answers on a scale that does not end at 10.';

create function @extschema@.responses(summary @extschema@.nps_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_responses';
comment on function @extschema@.responses(@extschema@.nps_summary) is
'Number of answers: the denominator of nps(), csat() and average_score().';

create function @extschema@.nps_ci(summary @extschema@.nps_summary, level float8 default 0.95) returns @extschema@.kpi_interval
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_ci';
comment on function @extschema@.nps_ci(@extschema@.nps_summary, float8) is
'Confidence interval of the net promoter score in points, within -100..100: adjusted Wald with three pseudo-answers (3/4, 3/2, 3/4) (Rocks 2016, Am. Stat. 70:365). NULL without responses. Errors: 22023 unless 0 < level < 1. 22023 for answers on a scale that does not end at 10.';

create function @extschema@.nps_compare(a @extschema@.nps_summary, b @extschema@.nps_summary, level float8 default 0.95) returns @extschema@.nps_comparison
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_compare';
comment on function @extschema@.nps_compare(@extschema@.nps_summary, @extschema@.nps_summary, float8) is
'Is the score of a above that of b? Difference a - b in points with its adjusted Wald interval, and the unadjusted z and p value. NULL where either has no responses. Errors: 22023 unless 0 < level < 1. 22023 for answers on a scale that does not end at 10.';

create function @extschema@.csat(summary @extschema@.nps_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_csat';
comment on function @extschema@.csat(@extschema@.nps_summary) is
'Customer satisfaction, 0..1: share of the answers in the two best scores of the scale. NULL without answers.';

create function @extschema@.csat_ci(summary @extschema@.nps_summary, level float8 default 0.95) returns @extschema@.rate_interval
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_csat_ci';
comment on function @extschema@.csat_ci(@extschema@.nps_summary, float8) is
'Confidence interval of csat(), 0..1: Wilson score interval. NULL without answers. Errors: 22023 unless 0 < level < 1.';

create function @extschema@.average_score(summary @extschema@.nps_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_average_score';
comment on function @extschema@.average_score(@extschema@.nps_summary) is
'Mean answer, on the scale of the question. NULL without answers.';

create function @extschema@.average_score_ci(summary @extschema@.nps_summary, level float8 default 0.95) returns @extschema@.kpi_interval
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_average_score_ci';
comment on function @extschema@.average_score_ci(@extschema@.nps_summary, float8) is
'Confidence interval of the mean answer by Students t, within the scale. NULL below two answers. Errors: 22023 unless 0 < level < 1.';

create function @extschema@.score_stddev(summary @extschema@.nps_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'nps_score_stddev';
comment on function @extschema@.score_stddev(@extschema@.nps_summary) is
'Standard deviation of the answers, with n - 1. NULL below two answers.';

create aggregate @extschema@.nps_agg(score integer) (
	sfunc = @extschema@.nps_accum,
	stype = @extschema@.nps_summary,
	sspace = 96,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.nps_combine,
	finalfunc = @extschema@.nps_final,
	msfunc = @extschema@.nps_accum,
	minvfunc = @extschema@.nps_discard,
	mstype = @extschema@.nps_summary,
	msspace = 96,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.nps_final,
	parallel = safe
);
comment on aggregate @extschema@.nps_agg(integer) is
'Counts answers on 0..10 by score; NULL is no answer. Read with nps(), promoters(), nps_ci(), nps_compare(), average_score(). Errors: 22003 unless each score is a whole number from 0 to 10.';

create aggregate @extschema@.nps(score integer) (
	sfunc = @extschema@.nps_accum,
	stype = @extschema@.nps_summary,
	sspace = 96,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.nps_combine,
	finalfunc = @extschema@.nps,
	msfunc = @extschema@.nps_accum,
	minvfunc = @extschema@.nps_discard,
	mstype = @extschema@.nps_summary,
	msspace = 96,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.nps,
	parallel = safe
);
comment on aggregate @extschema@.nps(integer) is
'Net promoter score in points, -100..100: 100 * (answers of 9 and 10 - answers of 0 to 6) / answers. NULL is no answer; NULL without answers. Source: Reichheld 2003. Errors: 22003 unless each score is a whole number from 0 to 10.';

create aggregate @extschema@.nps_agg(score numeric) (
	sfunc = @extschema@.nps_accum,
	stype = @extschema@.nps_summary,
	sspace = 96,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.nps_combine,
	finalfunc = @extschema@.nps_final,
	msfunc = @extschema@.nps_accum,
	minvfunc = @extschema@.nps_discard,
	mstype = @extschema@.nps_summary,
	msspace = 96,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.nps_final,
	parallel = safe
);
comment on aggregate @extschema@.nps_agg(numeric) is
'Counts answers on 0..10 by score; NULL is no answer. Read with nps(), promoters(), nps_ci(), nps_compare(), average_score(). Errors: 22003 unless each score is a whole number from 0 to 10.';

create aggregate @extschema@.nps(score numeric) (
	sfunc = @extschema@.nps_accum,
	stype = @extschema@.nps_summary,
	sspace = 96,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.nps_combine,
	finalfunc = @extschema@.nps,
	msfunc = @extschema@.nps_accum,
	minvfunc = @extschema@.nps_discard,
	mstype = @extschema@.nps_summary,
	msspace = 96,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.nps,
	parallel = safe
);
comment on aggregate @extschema@.nps(numeric) is
'Net promoter score in points, -100..100: 100 * (answers of 9 and 10 - answers of 0 to 6) / answers. NULL is no answer; NULL without answers. Source: Reichheld 2003. Errors: 22003 unless each score is a whole number from 0 to 10.';

create aggregate @extschema@.nps_agg(score float8) (
	sfunc = @extschema@.nps_accum,
	stype = @extschema@.nps_summary,
	sspace = 96,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.nps_combine,
	finalfunc = @extschema@.nps_final,
	msfunc = @extschema@.nps_accum,
	minvfunc = @extschema@.nps_discard,
	mstype = @extschema@.nps_summary,
	msspace = 96,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.nps_final,
	parallel = safe
);
comment on aggregate @extschema@.nps_agg(float8) is
'Counts answers on 0..10 by score; NULL is no answer. Read with nps(), promoters(), nps_ci(), nps_compare(), average_score(). Errors: 22003 unless each score is a whole number from 0 to 10.';

create aggregate @extschema@.nps(score float8) (
	sfunc = @extschema@.nps_accum,
	stype = @extschema@.nps_summary,
	sspace = 96,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.nps_combine,
	finalfunc = @extschema@.nps,
	msfunc = @extschema@.nps_accum,
	minvfunc = @extschema@.nps_discard,
	mstype = @extschema@.nps_summary,
	msspace = 96,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.nps,
	parallel = safe
);
comment on aggregate @extschema@.nps(float8) is
'Net promoter score in points, -100..100: 100 * (answers of 9 and 10 - answers of 0 to 6) / answers. NULL is no answer; NULL without answers. Source: Reichheld 2003. Errors: 22003 unless each score is a whole number from 0 to 10.';

create aggregate @extschema@.enps_agg(score integer) (
	sfunc = @extschema@.enps_accum,
	stype = @extschema@.nps_summary,
	sspace = 96,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.nps_combine,
	finalfunc = @extschema@.nps_final,
	msfunc = @extschema@.enps_accum,
	minvfunc = @extschema@.enps_discard,
	mstype = @extschema@.nps_summary,
	msspace = 96,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.nps_final,
	parallel = safe
);
comment on aggregate @extschema@.enps_agg(integer) is
'Counts answers on 1..10 by score; NULL is no answer. Read with nps(), nps_ci(), nps_compare(). Errors: 22003 unless each score is a whole number from 1 to 10.';

create aggregate @extschema@.enps(score integer) (
	sfunc = @extschema@.enps_accum,
	stype = @extschema@.nps_summary,
	sspace = 96,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.nps_combine,
	finalfunc = @extschema@.nps,
	msfunc = @extschema@.enps_accum,
	minvfunc = @extschema@.enps_discard,
	mstype = @extschema@.nps_summary,
	msspace = 96,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.nps,
	parallel = safe
);
comment on aggregate @extschema@.enps(integer) is
'Employee net promoter score in points, -100..100, on a question of 1..10: 100 * (answers of 9 and 10 - answers of 1 to 6) / answers. NULL is no answer; NULL without answers. Errors: 22003 unless each score is a whole number from 1 to 10.';

create aggregate @extschema@.enps_agg(score numeric) (
	sfunc = @extschema@.enps_accum,
	stype = @extschema@.nps_summary,
	sspace = 96,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.nps_combine,
	finalfunc = @extschema@.nps_final,
	msfunc = @extschema@.enps_accum,
	minvfunc = @extschema@.enps_discard,
	mstype = @extschema@.nps_summary,
	msspace = 96,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.nps_final,
	parallel = safe
);
comment on aggregate @extschema@.enps_agg(numeric) is
'Counts answers on 1..10 by score; NULL is no answer. Read with nps(), nps_ci(), nps_compare(). Errors: 22003 unless each score is a whole number from 1 to 10.';

create aggregate @extschema@.enps(score numeric) (
	sfunc = @extschema@.enps_accum,
	stype = @extschema@.nps_summary,
	sspace = 96,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.nps_combine,
	finalfunc = @extschema@.nps,
	msfunc = @extschema@.enps_accum,
	minvfunc = @extschema@.enps_discard,
	mstype = @extschema@.nps_summary,
	msspace = 96,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.nps,
	parallel = safe
);
comment on aggregate @extschema@.enps(numeric) is
'Employee net promoter score in points, -100..100, on a question of 1..10: 100 * (answers of 9 and 10 - answers of 1 to 6) / answers. NULL is no answer; NULL without answers. Errors: 22003 unless each score is a whole number from 1 to 10.';

create aggregate @extschema@.enps_agg(score float8) (
	sfunc = @extschema@.enps_accum,
	stype = @extschema@.nps_summary,
	sspace = 96,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.nps_combine,
	finalfunc = @extschema@.nps_final,
	msfunc = @extschema@.enps_accum,
	minvfunc = @extschema@.enps_discard,
	mstype = @extschema@.nps_summary,
	msspace = 96,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.nps_final,
	parallel = safe
);
comment on aggregate @extschema@.enps_agg(float8) is
'Counts answers on 1..10 by score; NULL is no answer. Read with nps(), nps_ci(), nps_compare(). Errors: 22003 unless each score is a whole number from 1 to 10.';

create aggregate @extschema@.enps(score float8) (
	sfunc = @extschema@.enps_accum,
	stype = @extschema@.nps_summary,
	sspace = 96,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.nps_combine,
	finalfunc = @extschema@.nps,
	msfunc = @extschema@.enps_accum,
	minvfunc = @extschema@.enps_discard,
	mstype = @extschema@.nps_summary,
	msspace = 96,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.nps,
	parallel = safe
);
comment on aggregate @extschema@.enps(float8) is
'Employee net promoter score in points, -100..100, on a question of 1..10: 100 * (answers of 9 and 10 - answers of 1 to 6) / answers. NULL is no answer; NULL without answers. Errors: 22003 unless each score is a whole number from 1 to 10.';

create aggregate @extschema@.csat_agg(score integer, scale_max integer) (
	sfunc = @extschema@.csat_accum,
	stype = @extschema@.nps_summary,
	sspace = 96,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.nps_combine,
	finalfunc = @extschema@.nps_final,
	msfunc = @extschema@.csat_accum,
	minvfunc = @extschema@.csat_discard,
	mstype = @extschema@.nps_summary,
	msspace = 96,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.nps_final,
	parallel = safe
);
comment on aggregate @extschema@.csat_agg(integer, integer) is
'Counts answers on 1..scale_max by score; a NULL score is no answer. Read with csat(), csat_ci(), average_score(). Errors: 22003 unless each score is a whole number on the scale, 22004 for a NULL scale_max, 22023 unless it is from 3 to 10 and the same in the whole group.';

create aggregate @extschema@.csat(score integer, scale_max integer) (
	sfunc = @extschema@.csat_accum,
	stype = @extschema@.nps_summary,
	sspace = 96,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.nps_combine,
	finalfunc = @extschema@.csat,
	msfunc = @extschema@.csat_accum,
	minvfunc = @extschema@.csat_discard,
	mstype = @extschema@.nps_summary,
	msspace = 96,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.csat,
	parallel = safe
);
comment on aggregate @extschema@.csat(integer, integer) is
'Customer satisfaction, 0..1: answers in the two best scores / answers, on a question of 1..scale_max. A NULL score is no answer; NULL without answers. Errors: as csat_agg.';

create aggregate @extschema@.csat_agg(score numeric, scale_max integer) (
	sfunc = @extschema@.csat_accum,
	stype = @extschema@.nps_summary,
	sspace = 96,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.nps_combine,
	finalfunc = @extschema@.nps_final,
	msfunc = @extschema@.csat_accum,
	minvfunc = @extschema@.csat_discard,
	mstype = @extschema@.nps_summary,
	msspace = 96,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.nps_final,
	parallel = safe
);
comment on aggregate @extschema@.csat_agg(numeric, integer) is
'Counts answers on 1..scale_max by score; a NULL score is no answer. Read with csat(), csat_ci(), average_score(). Errors: 22003 unless each score is a whole number on the scale, 22004 for a NULL scale_max, 22023 unless it is from 3 to 10 and the same in the whole group.';

create aggregate @extschema@.csat(score numeric, scale_max integer) (
	sfunc = @extschema@.csat_accum,
	stype = @extschema@.nps_summary,
	sspace = 96,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.nps_combine,
	finalfunc = @extschema@.csat,
	msfunc = @extschema@.csat_accum,
	minvfunc = @extschema@.csat_discard,
	mstype = @extschema@.nps_summary,
	msspace = 96,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.csat,
	parallel = safe
);
comment on aggregate @extschema@.csat(numeric, integer) is
'Customer satisfaction, 0..1: answers in the two best scores / answers, on a question of 1..scale_max. A NULL score is no answer; NULL without answers. Errors: as csat_agg.';

create aggregate @extschema@.csat_agg(score float8, scale_max integer) (
	sfunc = @extschema@.csat_accum,
	stype = @extschema@.nps_summary,
	sspace = 96,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.nps_combine,
	finalfunc = @extschema@.nps_final,
	msfunc = @extschema@.csat_accum,
	minvfunc = @extschema@.csat_discard,
	mstype = @extschema@.nps_summary,
	msspace = 96,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.nps_final,
	parallel = safe
);
comment on aggregate @extschema@.csat_agg(float8, integer) is
'Counts answers on 1..scale_max by score; a NULL score is no answer. Read with csat(), csat_ci(), average_score(). Errors: 22003 unless each score is a whole number on the scale, 22004 for a NULL scale_max, 22023 unless it is from 3 to 10 and the same in the whole group.';

create aggregate @extschema@.csat(score float8, scale_max integer) (
	sfunc = @extschema@.csat_accum,
	stype = @extschema@.nps_summary,
	sspace = 96,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.nps_combine,
	finalfunc = @extschema@.csat,
	msfunc = @extschema@.csat_accum,
	minvfunc = @extschema@.csat_discard,
	mstype = @extschema@.nps_summary,
	msspace = 96,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.csat,
	parallel = safe
);
comment on aggregate @extschema@.csat(float8, integer) is
'Customer satisfaction, 0..1: answers in the two best scores / answers, on a question of 1..scale_max. A NULL score is no answer; NULL without answers. Errors: as csat_agg.';

create aggregate @extschema@.rollup(summary @extschema@.nps_summary) (
	sfunc = @extschema@.nps_combine,
	stype = @extschema@.nps_summary,
	sspace = 96,
	initcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	combinefunc = @extschema@.nps_combine,
	finalfunc = @extschema@.nps_final,
	msfunc = @extschema@.nps_combine,
	minvfunc = @extschema@.nps_uncombine,
	mstype = @extschema@.nps_summary,
	msspace = 96,
	minitcond = '(0,0,0,0,0,0,0,0,0,0,0)',
	mfinalfunc = @extschema@.nps_final,
	parallel = safe
);
comment on aggregate @extschema@.rollup(@extschema@.nps_summary) is
'Many summaries of answers as one: the summary of all their answers together. Errors: 22023 for answers on different scales.';

