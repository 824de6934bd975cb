-- rate: hits among trials. Win rate, conversion rate and every other rate by count.

create type @extschema@.rate_summary;

create function @extschema@.rate_summary_in(literal cstring) returns @extschema@.rate_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'rate_summary_in';
comment on function @extschema@.rate_summary_in(cstring) is
'Text input of rate_summary: (hits,trials). Errors: 22P02 syntax, 22003 more hits than trials.';

create function @extschema@.rate_summary_out(summary @extschema@.rate_summary) returns cstring
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'rate_summary_out';
comment on function @extschema@.rate_summary_out(@extschema@.rate_summary) is
'Text output of rate_summary: (hits,trials).';

create function @extschema@.rate_summary_recv(message internal) returns @extschema@.rate_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'rate_summary_recv';
comment on function @extschema@.rate_summary_recv(internal) is
'Binary input of rate_summary: version, hits, trials; validated as the text form is.';

create function @extschema@.rate_summary_send(summary @extschema@.rate_summary) returns bytea
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'rate_summary_send';
comment on function @extschema@.rate_summary_send(@extschema@.rate_summary) is
'Binary output of rate_summary: version, hits, trials.';

create type @extschema@.rate_summary (
	input = @extschema@.rate_summary_in,
	output = @extschema@.rate_summary_out,
	receive = @extschema@.rate_summary_recv,
	send = @extschema@.rate_summary_send,
	internallength = variable,
	alignment = double,
	storage = plain
);
comment on type @extschema@.rate_summary is
'Hits among trials, as rate_agg() counts them and rollup() merges them. Text form (hits,trials). Read with rate(), hits(), trials(), rate_ci(), rate_compare(). 24 bytes.';

create function @extschema@.rate_summary(hits numeric, trials numeric) returns @extschema@.rate_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'rate_summary_make';
comment on function @extschema@.rate_summary(numeric, numeric) is
'A rate_summary from counts that are already made; numeric because sum(bigint) is. Errors: 22003 unless both are whole numbers from 0 to 2^63-1 and hits <= trials.';

create function @extschema@.rate_accum(state @extschema@.rate_summary, is_hit boolean) returns @extschema@.rate_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'rate_accum';
comment on function @extschema@.rate_accum(@extschema@.rate_summary, boolean) is
'Transition of rate_agg, win_rate and conversion_rate: one trial, a hit if true.';

create function @extschema@.rate_discard(state @extschema@.rate_summary, is_hit boolean) returns @extschema@.rate_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'rate_discard';
comment on function @extschema@.rate_discard(@extschema@.rate_summary, boolean) is
'Inverse of rate_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.rate_combine(state @extschema@.rate_summary, summary @extschema@.rate_summary) returns @extschema@.rate_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'rate_combine';
comment on function @extschema@.rate_combine(@extschema@.rate_summary, @extschema@.rate_summary) is
'The two summaries as one. Errors: 22003 beyond 2^63-1 trials.';

create function @extschema@.rate_uncombine(state @extschema@.rate_summary, summary @extschema@.rate_summary) returns @extschema@.rate_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'rate_uncombine';
comment on function @extschema@.rate_uncombine(@extschema@.rate_summary, @extschema@.rate_summary) is
'Inverse of rate_combine, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.rate_final(state @extschema@.rate_summary) returns @extschema@.rate_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'rate_final';
comment on function @extschema@.rate_final(@extschema@.rate_summary) is
'Final function of rate_agg and rollup: a copy of the state.';

create function @extschema@.rate(summary @extschema@.rate_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'rate_rate';
comment on function @extschema@.rate(@extschema@.rate_summary) is
'hits / trials, 0..1. NULL without trials.';

create function @extschema@.hits(summary @extschema@.rate_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'rate_hits';
comment on function @extschema@.hits(@extschema@.rate_summary) is
'Number of true values: the numerator of rate().';

create function @extschema@.trials(summary @extschema@.rate_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'rate_trials';
comment on function @extschema@.trials(@extschema@.rate_summary) is
'Number of values that are not NULL: the denominator of rate().';

create function @extschema@.rate_ci(summary @extschema@.rate_summary, level float8 default 0.95) returns @extschema@.rate_interval
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'rate_ci';
comment on function @extschema@.rate_ci(@extschema@.rate_summary, float8) is
'Confidence interval of the rate, 0..1: Wilson score interval (Wilson 1927; Newcombe 1998, Statist. Med. 17:857). NULL without trials. Errors: 22023 unless 0 < level < 1.';

create function @extschema@.rate_compare(a @extschema@.rate_summary, b @extschema@.rate_summary, level float8 default 0.95) returns @extschema@.rate_comparison
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'rate_compare';
comment on function @extschema@.rate_compare(@extschema@.rate_summary, @extschema@.rate_summary, float8) is
'Is rate a above rate b? Difference a - b with its interval (Newcombe 1998, Statist. Med. 17:873, method 10), lift, pooled z and p value. NULL where either has no trials. Errors: 22023 unless 0 < level < 1.';

create function @extschema@.rate_lift_ci(a @extschema@.rate_summary, b @extschema@.rate_summary, level float8 default 0.95) returns @extschema@.kpi_interval
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'rate_lift_ci';
comment on function @extschema@.rate_lift_ci(@extschema@.rate_summary, @extschema@.rate_summary, float8) is
'Confidence interval of the lift rate(a) / rate(b) - 1, that rate_compare() gives: the log interval of Katz et al. 1978 (Biometrics 34:469). NULL where either has no hits, or neither has a miss. Errors: 22023 unless 0 < level < 1.';

create aggregate @extschema@.rate_agg(is_hit boolean) (
	sfunc = @extschema@.rate_accum,
	stype = @extschema@.rate_summary,
	sspace = 24,
	initcond = '(0,0)',
	combinefunc = @extschema@.rate_combine,
	finalfunc = @extschema@.rate_final,
	msfunc = @extschema@.rate_accum,
	minvfunc = @extschema@.rate_discard,
	mstype = @extschema@.rate_summary,
	msspace = 24,
	minitcond = '(0,0)',
	mfinalfunc = @extschema@.rate_final,
	parallel = safe
);
comment on aggregate @extschema@.rate_agg(boolean) is
'Counts hits (true) among trials (true or false); NULL is neither. Read with rate(), rate_ci(), rate_compare().';

create aggregate @extschema@.win_rate(is_won boolean) (
	sfunc = @extschema@.rate_accum,
	stype = @extschema@.rate_summary,
	sspace = 24,
	initcond = '(0,0)',
	combinefunc = @extschema@.rate_combine,
	finalfunc = @extschema@.rate,
	msfunc = @extschema@.rate_accum,
	minvfunc = @extschema@.rate_discard,
	mstype = @extschema@.rate_summary,
	msspace = 24,
	minitcond = '(0,0)',
	mfinalfunc = @extschema@.rate,
	parallel = safe
);
comment on aggregate @extschema@.win_rate(boolean) is
'Win rate by count: won / (won + lost), 0..1. true is won, false is lost, NULL is open and not counted. NULL where nothing is closed.';

create aggregate @extschema@.conversion_rate(is_converted boolean) (
	sfunc = @extschema@.rate_accum,
	stype = @extschema@.rate_summary,
	sspace = 24,
	initcond = '(0,0)',
	combinefunc = @extschema@.rate_combine,
	finalfunc = @extschema@.rate,
	msfunc = @extschema@.rate_accum,
	minvfunc = @extschema@.rate_discard,
	mstype = @extschema@.rate_summary,
	msspace = 24,
	minitcond = '(0,0)',
	mfinalfunc = @extschema@.rate,
	parallel = safe
);
comment on aggregate @extschema@.conversion_rate(boolean) is
'Conversion rate: converted / (converted + not converted), 0..1. NULL is not counted. NULL where nothing is counted.';

create aggregate @extschema@.rollup(summary @extschema@.rate_summary) (
	sfunc = @extschema@.rate_combine,
	stype = @extschema@.rate_summary,
	sspace = 24,
	initcond = '(0,0)',
	combinefunc = @extschema@.rate_combine,
	finalfunc = @extschema@.rate_final,
	msfunc = @extschema@.rate_combine,
	minvfunc = @extschema@.rate_uncombine,
	mstype = @extschema@.rate_summary,
	msspace = 24,
	minitcond = '(0,0)',
	mfinalfunc = @extschema@.rate_final,
	parallel = safe
);
comment on aggregate @extschema@.rollup(@extschema@.rate_summary) is
'Many rate summaries as one: the summary of all their rows together.';

