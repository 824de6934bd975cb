create function @extschema@._demo_odoo() returns table (name text, query text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $company$ values
('x', 'select 1')
$company$;
