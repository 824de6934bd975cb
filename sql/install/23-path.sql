-- path: paths of touches that converted or did not, and the credit of channels by what the data say.

create type @extschema@.path_summary;

create function @extschema@.path_summary_in(literal cstring) returns @extschema@.path_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'path_summary_in';
comment on function @extschema@.path_summary_in(cstring) is
'Text input of path_summary: (scale,untouched,untouched_value;name:value,...;from:to:count,...;channel:channels:value,...), names in hexadecimal, values in units of 10000^-scale; (0,0,0) without paths. Errors: 22P02 syntax, 22003 figures that no paths can give.';

create function @extschema@.path_summary_out(summary @extschema@.path_summary) returns cstring
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'path_summary_out';
comment on function @extschema@.path_summary_out(@extschema@.path_summary) is
'Text output of path_summary: (scale,untouched,untouched_value;name:value,...;from:to:count,...;channel:channels:value,...), channels in the order of the bytes of their names; exact and independent of every setting.';

create function @extschema@.path_summary_recv(message internal) returns @extschema@.path_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'path_summary_recv';
comment on function @extschema@.path_summary_recv(internal) is
'Binary input of path_summary, validated as the text form is. Errors: 22P03 wrong version or length, 22003 figures that no paths can give.';

create function @extschema@.path_summary_send(summary @extschema@.path_summary) returns bytea
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'path_summary_send';
comment on function @extschema@.path_summary_send(@extschema@.path_summary) is
'Binary output of path_summary, starting with a version.';

create type @extschema@.path_summary (
	input = @extschema@.path_summary_in,
	output = @extschema@.path_summary_out,
	receive = @extschema@.path_summary_recv,
	send = @extschema@.path_summary_send,
	internallength = variable,
	alignment = double,
	storage = extended
);
comment on type @extschema@.path_summary is
'Paths of touches, converted or not, as path_agg() counts them and rollup() merges them: how often a channel followed another, and what conversions were worth. Read with markov_attribution(), shapley_attribution(), path_transitions(), paths(), conversions(), conversion_rate(), converted_value(), untouched(), untouched_value(). 40 bytes and the name per channel, 16 per pair of channels that followed each other, 24 per channel and number of channels that it converted with; 12 MB at most.';

create function @extschema@.path_accum(state @extschema@.path_summary, path text[], converted boolean) returns @extschema@.path_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'path_accum';
comment on function @extschema@.path_accum(@extschema@.path_summary, text[], boolean) is
'Transition of path_agg: one path, each conversion worth 1; a NULL converted is ignored, a NULL or empty path that converted is an untouched conversion. Errors: 22004 for a NULL in path, 2202E for a path of two dimensions, 54000 beyond 100000 touches, 1000 channels, 1000 bytes of a name or 262144 different pairs of channels.';

create function @extschema@.path_accum(state @extschema@.path_summary, path text[], converted boolean, value numeric) returns @extschema@.path_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'path_accum';
comment on function @extschema@.path_accum(@extschema@.path_summary, text[], boolean, numeric) is
'Transition of path_agg: one path and the value of its conversion; a NULL converted is ignored, a NULL or empty path that converted is an untouched conversion, a NULL value is 0, and that of a path that did not convert is not looked at. Errors: 22003 for a value below 0, NaN, infinite or with more than 20 decimals, 22004 for a NULL in path, 2202E for a path of two dimensions, 54000 beyond 100000 touches, 1000 channels, 1000 bytes of a name or 262144 different pairs of channels.';

create function @extschema@.path_discard(state @extschema@.path_summary, path text[], converted boolean) returns @extschema@.path_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'path_discard';
comment on function @extschema@.path_discard(@extschema@.path_summary, text[], boolean) is
'Inverse transition of path_agg: takes one path away again. Errors: 22023 if it is not there.';

create function @extschema@.path_discard(state @extschema@.path_summary, path text[], converted boolean, value numeric) returns @extschema@.path_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'path_discard';
comment on function @extschema@.path_discard(@extschema@.path_summary, text[], boolean, numeric) is
'Inverse transition of path_agg: takes one path and its value away again. Errors: 22023 if it is not there.';

create function @extschema@.path_combine(state @extschema@.path_summary, summary @extschema@.path_summary) returns @extschema@.path_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'path_combine';
comment on function @extschema@.path_combine(@extschema@.path_summary, @extschema@.path_summary) is
'The two summaries as one. Errors: 22003 beyond the range of a sum, 54000 beyond 1000 channels or 262144 different pairs of channels.';

create function @extschema@.path_uncombine(state @extschema@.path_summary, summary @extschema@.path_summary) returns @extschema@.path_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'path_uncombine';
comment on function @extschema@.path_uncombine(@extschema@.path_summary, @extschema@.path_summary) is
'Inverse transition of rollup: takes a summary away again. Errors: 22023 if it is not there.';

create function @extschema@.path_final(state @extschema@.path_summary) returns @extschema@.path_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'path_final';
comment on function @extschema@.path_final(@extschema@.path_summary) is
'Final function of path_agg and rollup: the summary in its canonical form. Errors: 22023 if more was taken away than was there.';

create function @extschema@.markov_attribution(summary @extschema@.path_summary)
	returns table (channel text, removal_effect float8, credit numeric)
	language c immutable strict parallel safe rows 10 as 'MODULE_PATHNAME', 'path_markov';
comment on function @extschema@.markov_attribution(@extschema@.path_summary) is
'Credit by a Markov chain of order 1: one row per channel, in the order of the bytes of their names. removal_effect = the part of the value (of the conversions, where each is worth 1) that would be lost if whatever led to the channel were lost: 1 - value without it / value, 0 to 1, from an exact solution of the chain (states: start, the channels, conversion, null; a channel that follows itself is one touch; what a conversion is worth is the mean after its last channel). credit = converted_value() * removal_effect / sum of removal effects; credits sum to converted_value() exactly, with 16 decimals more than the values; what is left beyond goes to the largest remainders. Without value removal_effect is NULL and credit 0; no rows without paths. It describes the paths, it does not prove an effect. Source: Anderl, Becker, von Wangenheim & Schumann 2016.';

create function @extschema@.shapley_attribution(summary @extschema@.path_summary)
	returns table (channel text, share float8, credit numeric)
	language c immutable strict parallel safe rows 10 as 'MODULE_PATHNAME', 'path_shapley';
comment on function @extschema@.shapley_attribution(@extschema@.path_summary) is
'Credit by Shapley value, in the simplified form: one row per channel, in the order of the bytes of their names. The value of a set of channels is that of the conversions whose channels are all in it, so the credit of a channel is the sum over its conversions of value / number of distinct channels; order, repeats and paths that did not convert do not count. share = credit / converted_value(), 0 to 1. Credits sum to converted_value() exactly, with 16 decimals more than the values; what is left beyond goes to the largest remainders. Without value share is NULL and credit 0; no rows without paths. Source: Shapley 1953; Zhao, Mahboobi & Bagheri 2018.';

create function @extschema@.path_transitions(summary @extschema@.path_summary)
	returns table (from_channel text, to_channel text, transitions bigint, rate float8)
	language c immutable strict parallel safe rows 50 as 'MODULE_PATHNAME', 'path_transitions';
comment on function @extschema@.path_transitions(@extschema@.path_summary) is
'The chain of markov_attribution(): how often a channel was followed by another, (start) being before the first one and (conversion) or (null) after the last one, and the share of these in all transitions from it. A channel that follows itself is one touch. No rows without paths.';

create function @extschema@.paths(summary @extschema@.path_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'path_paths';
comment on function @extschema@.paths(@extschema@.path_summary) is
'Number of paths with a touch, converted or not.';

create function @extschema@.conversions(summary @extschema@.path_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'path_conversions';
comment on function @extschema@.conversions(@extschema@.path_summary) is
'Number of paths with a touch that converted.';

create function @extschema@.conversion_rate(summary @extschema@.path_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'path_conversion_rate';
comment on function @extschema@.conversion_rate(@extschema@.path_summary) is
'conversions() / paths(), 0 to 1: also the probability of a conversion in the Markov chain. NULL without paths. Its interval: rate_ci(rate_summary(conversions(s), paths(s))).';

create function @extschema@.converted_value(summary @extschema@.path_summary) returns numeric
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'path_converted_value';
comment on function @extschema@.converted_value(@extschema@.path_summary) is
'Value of the conversions with a touch, exactly: what the credits of each model sum to. 0 without conversions.';

create function @extschema@.untouched(summary @extschema@.path_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'path_untouched';
comment on function @extschema@.untouched(@extschema@.path_summary) is
'Number of conversions without a touch, whose path was NULL or empty.';

create function @extschema@.untouched_value(summary @extschema@.path_summary) returns numeric
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'path_untouched_value';
comment on function @extschema@.untouched_value(@extschema@.path_summary) is
'Value of the conversions without a touch, which no channel gets, exactly. 0 without any.';

create aggregate @extschema@.path_agg(path text[], converted boolean) (
	sfunc = @extschema@.path_accum,
	stype = @extschema@.path_summary,
	sspace = 1024,
	initcond = '(0,0,0)',
	combinefunc = @extschema@.path_combine,
	finalfunc = @extschema@.path_final,
	msfunc = @extschema@.path_accum,
	minvfunc = @extschema@.path_discard,
	mstype = @extschema@.path_summary,
	msspace = 1024,
	minitcond = '(0,0,0)',
	mfinalfunc = @extschema@.path_final,
	parallel = safe
);
comment on aggregate @extschema@.path_agg(text[], boolean) is
'Paths of channels, in the order of time within each, and whether they converted, for markov_attribution() and shapley_attribution(): each conversion is worth 1, so credits are numbers of conversions. The order of the rows does not matter. Rows with a NULL converted are ignored; a NULL or empty path that converted is an untouched conversion. Errors: 22004 for a NULL in path, 2202E for a path of two dimensions, 54000 beyond 100000 touches in a path, 1000 channels, 1000 bytes of a name or 262144 different pairs of channels.';

create aggregate @extschema@.path_agg(path text[], converted boolean, value numeric) (
	sfunc = @extschema@.path_accum,
	stype = @extschema@.path_summary,
	sspace = 1024,
	initcond = '(0,0,0)',
	combinefunc = @extschema@.path_combine,
	finalfunc = @extschema@.path_final,
	msfunc = @extschema@.path_accum,
	minvfunc = @extschema@.path_discard,
	mstype = @extschema@.path_summary,
	msspace = 1024,
	minitcond = '(0,0,0)',
	mfinalfunc = @extschema@.path_final,
	parallel = safe
);
comment on aggregate @extschema@.path_agg(text[], boolean, numeric) is
'Paths of channels, in the order of time within each, whether they converted and what the conversion was worth, for markov_attribution() and shapley_attribution(). The order of the rows does not matter. Rows with a NULL converted are ignored; a NULL or empty path that converted is an untouched conversion; a NULL value is 0; the value of a path that did not convert is not looked at. Errors: 22003 for a value below 0, NaN, infinite or with more than 20 decimals, 22004 for a NULL in path, 2202E for a path of two dimensions, 54000 beyond 100000 touches in a path, 1000 channels, 1000 bytes of a name or 262144 different pairs of channels.';

create aggregate @extschema@.rollup(summary @extschema@.path_summary) (
	sfunc = @extschema@.path_combine,
	stype = @extschema@.path_summary,
	sspace = 1024,
	initcond = '(0,0,0)',
	combinefunc = @extschema@.path_combine,
	finalfunc = @extschema@.path_final,
	msfunc = @extschema@.path_combine,
	minvfunc = @extschema@.path_uncombine,
	mstype = @extschema@.path_summary,
	msspace = 1024,
	minitcond = '(0,0,0)',
	mfinalfunc = @extschema@.path_final,
	parallel = safe
);
comment on aggregate @extschema@.rollup(@extschema@.path_summary) is
'Many path summaries as one: the summary of all their paths together. Errors: 22003 beyond the range of a sum, 54000 beyond 1000 channels or 262144 different pairs of channels.';
