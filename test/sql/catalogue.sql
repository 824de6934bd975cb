-- Catalogue invariants: what must hold for every object of the extension, read
-- from the catalogue, so that an object added later is held to it as well.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
select plan(33);

-- A test that looks at nothing proves nothing.
select cmp_ok((select count(*) from member_function), '>=', 150::bigint, 'the functions of the extension are found');
select set_eq($$select name from state_type$$,
	array['rate_summary', 'nps_summary', 'duration_summary', 'score_summary', 'deal_summary', 'forecast_summary', 'touch_summary', 'revenue_summary', 'amount_summary', 'journey_summary', 'funnel_summary', 'path_summary', 'lead_model_summary', 'prediction_summary'], 'its states are found');

select is_empty($$select signature from member_function where proparallel <> 's'$$,
	'every function is parallel safe');
select is_empty($$select signature from member_function where prosecdef$$,
	'no function runs with its owner''s rights');
select is_empty($$select signature from member_function where provolatile = 'v'$$,
	'no function is volatile');
select set_eq($$select distinct proname::text from member_function where provolatile = 's' and prokind = 'f'$$,
	array['deal_accum', 'deal_discard', 'duration_accum', 'duration_discard'],
	'only those that read the session time zone are stable');
select is_empty($$select signature from member_function where provolatile = 's' and prokind = 'f'
		and signature !~ ',timestamp with time zone,date'$$,
	'and only for a timestamp with a date');
select is_empty($$select signature from member_function f join pg_language l on l.oid = prolang
	where prokind = 'f' and lanname not in ('c', 'sql')$$,
	'every function is C or SQL');
select is_empty($$select signature from member_function where prokind = 'f' and not proisstrict
		and proname !~ '^((csat|deal|duration|forecast|funnel|journey|lead_model|path|prediction|revenue|score|touch)_(accum|discard)|attribution)$'$$,
	'every function is strict, but for transitions in which a NULL has a meaning, and attribution with its optional arguments');
select is_empty($$select signature from member_function
	where pronargs > 0 and (proargnames is null or '' = any (proargnames[1:pronargs]))$$,
	'every argument has a name');
select is_empty($$select signature from member_function where obj_description(oid, 'pg_proc') is null$$,
	'every function and aggregate has a comment');
select is_empty($$select signature from member_function where length(obj_description(oid, 'pg_proc')) < 20$$,
	'and the comment says something');
select is_empty($$select signature from member_function
	where prokind = 'f' and proargtypes::oid[] && array['internal'::regtype::oid] and proname !~ '_recv$'$$,
	'internal is the argument of receive functions only');
select is_empty($$select signature from member_function
	where exists (select from pg_type t where t.oid = any (proargtypes::oid[] || prorettype) and t.typname like 'any%')$$,
	'no function is polymorphic');

-- The model storey: SQL made and run with the rights of the caller, whatever his search_path.
select cmp_ok((select count(*) from model_function), '>=', 40::bigint, 'the functions of the model storey are found');
select is_empty($$select signature from model_function join pg_language l on l.oid = prolang where lanname not in ('sql', 'plpgsql') or prosecdef$$,
	'they are SQL or PL/pgSQL, with the rights of the caller');
select is_empty($$select signature from model_function
	where not exists (select from unnest(proconfig) c where c ~ '^search_path=pg_catalog, (.*, )?pg_temp$') and prosqlbody is null and signature <> '_instant(text)'$$,
	'they do not trust the search_path, but for those that were read when they were made, and one that is inlined and names nothing');
select is_empty($$select signature from model_function where obj_description(oid, 'pg_proc') is null
		or (proname ~ '^_') <> (obj_description(oid, 'pg_proc') ~ '^Internal: ')$$,
	'each has a comment, and a name that begins with _ is internal');
select is_empty($$select signature from model_function where pronargs > 0 and (proargnames is null or '' = any (proargnames[1:pronargs]))$$,
	'every argument of theirs has a name');
select is_empty($$select signature from model_function where proname ~ '^abm_kpi_' and obj_description(oid, 'pg_proc') !~ 'rror'$$,
	'the public ones say their errors');

-- Types
select is_empty($$select name from member_type where typtype in ('b', 'c') and typelem = 0 and typname !~ '^_'
		and obj_description(oid, 'pg_type') is null$$,
	'every type has a comment');
select is_empty($$select t.name, a.attname from member_type t join pg_attribute a on a.attrelid = t.typrelid
	where t.typtype = 'c' and attnum > 0 and col_description(a.attrelid, a.attnum) is null$$,
	'every column of a composite has a comment');
select is_empty($$select name from state_type where typreceive = 0 or typsend = 0$$,
	'every state has receive and send');
select is_empty($$select name from state_type where typlen <> -1 or typalign <> 'd' or typbyval
		or typstorage <> case when typname in ('duration_summary', 'deal_summary', 'forecast_summary', 'touch_summary', 'amount_summary', 'journey_summary', 'path_summary', 'lead_model_summary', 'prediction_summary') then 'x' else 'p' end::"char"$$,
	'every state is a flat varlena, double aligned; bounded ones are plain, growing ones extended');
select is_empty($$select name from state_type s where not exists (
		select from member_function f where f.proname = 'rollup' and f.pronargs = 1 and f.proargtypes[0] = s.oid)$$,
	'every state has a rollup');

-- Aggregates
create temp view member_aggregate as
select f.signature, f.proname, f.proargtypes, f.pronargs, a.*
from member_function f
	join pg_aggregate a on a.aggfnoid = f.oid;

select is_empty($$select signature from member_aggregate where aggtranstype not in (select oid from state_type)$$,
	'the state of every aggregate is a type of the extension, never internal');
select is_empty($$select signature from member_aggregate
	where aggcombinefn = 0 or aggfinalfn = 0 or agginitval is null or aggserialfn <> 0$$,
	'every aggregate has a combine and a final function and an initial value');
select is_empty($$select signature from member_aggregate
	where aggfinalmodify <> 'r' or aggmfinalmodify <> 'r' or aggfinalextra or aggkind <> 'n'$$,
	'final functions are read only and take the state alone');
select set_eq($$select distinct aggtranstype::regtype::text from member_aggregate where aggmtransfn = 0$$,
	array['score_summary', 'touch_summary', 'journey_summary'],
	'every aggregate has an inverse, but for sums and paths from which nothing can be taken away exactly');
select is_empty($$select signature from member_aggregate where aggmtransfn <> 0
	and (aggmtransfn <> aggtransfn or aggmtranstype <> aggtranstype or aggmfinalfn <> aggfinalfn or aggminitval <> agginitval)$$,
	'a moving window uses the same functions as a plain query');
select is_empty($$select a.signature from member_aggregate a, member_aggregate b
	where (a.proname, b.proname) in (('win_rate', 'rate_agg'), ('conversion_rate', 'rate_agg'), ('nps', 'nps_agg'),
			('enps', 'enps_agg'), ('csat', 'csat_agg'), ('cycle_length', 'duration_agg'), ('median_cycle_length', 'duration_agg'),
			('weighted_forecast', 'forecast_agg'), ('nrr', 'revenue_agg'), ('grr', 'revenue_agg'), ('median_amount', 'amount_agg'), ('auc', 'prediction_agg'), ('brier', 'prediction_agg'), ('log_loss', 'prediction_agg'))
		and a.proargtypes = b.proargtypes
		and (a.aggtransfn, a.aggcombinefn, a.agginitval) is distinct from (b.aggtransfn, b.aggcombinefn, b.agginitval)$$,
	'one-step names share the transition of the two-step ones, which so runs once');
select is_empty($$select signature from member_aggregate where proname ~ '_agg$'
	and (select prorettype from pg_proc where oid = aggfinalfn) <> aggtranstype$$,
	'an _agg returns its summary');

select is((select installed_version from pg_available_extensions where name = 'abm_kpi'),
	(select default_version from pg_available_extensions where name = 'abm_kpi'), 'the default version is installed');
select * from finish();
