-- svg: the small parts of a picture as text: labels, figures, scales, ticks and marks. Nothing here reads a table.
-- What comes out is ASCII and well-formed XML, so that a page is the same bytes in every encoding; colours are classes,
-- for which the page has the rules.

-- The number of a character, whatever the encoding of the database.
create function @extschema@._code_point(letter text) returns integer
	language sql stable parallel safe
	set search_path = pg_catalog, pg_temp
as $$
	select case length(b.bytes)
		when 1 then case when get_byte(b.bytes, 0) < 128 then get_byte(b.bytes, 0) else 65533 end
		when 2 then get_byte(b.bytes, 0) % 32 * 64 + get_byte(b.bytes, 1) % 64
		when 3 then (get_byte(b.bytes, 0) % 16 * 64 + get_byte(b.bytes, 1) % 64) * 64 + get_byte(b.bytes, 2) % 64
		when 4 then ((get_byte(b.bytes, 0) % 8 * 64 + get_byte(b.bytes, 1) % 64) * 64 + get_byte(b.bytes, 2) % 64) * 64 + get_byte(b.bytes, 3) % 64
		end
	from (select convert_to(letter, 'UTF8') as bytes) b
$$;
comment on function @extschema@._code_point(text) is
'Internal: the Unicode number of a character; 65533, the replacement character, for a byte without an encoding.';

-- What somebody typed, as a part of the page. Control characters and those that turn the direction of the text around
-- them become blanks; what may run from right to left is isolated, so that it does not move its neighbours. Wide letters
-- count twice.
create function @extschema@._label(label text, most integer default 60) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	-- Most labels are short and plain, and need no look at each letter.
	select case when length(_label.label) <= most and _label.label ~ '^[!#-%(-;=?-~]( ?[!#-%(-;=?-~])*$' then _label.label else (
	with letter as (
		select l.place, case when c.code < 32 or c.code between 127 and 159 or c.code in (173, 1564, 8206, 8207, 65279) or c.code between 8232 and 8238 or c.code between 8294 and 8303
				or c.code between 55296 and 57343 or c.code between 64976 and 65007 or c.code % 65536 >= 65534 then 32 else c.code end as code, l.letter
		from unnest(string_to_array(left(_label.label, 4 * most), null)) with ordinality l(letter, place), lateral (select case getdatabaseencoding() when 'UTF8' then ascii(l.letter) else _code_point(l.letter) end as code) c
	), spaced as (
		-- One blank at a time, and none at the beginning.
		select l.*, row_number() over (order by l.place) as nth, sum(case when l.code >= 4352 then 2 else 1 end) over (order by l.place) as width
		from (select l.*, lag(l.code, 1, 32) over (order by l.place) as before from letter l) l
		where l.code <> 32 or l.before <> 32
	), kept as (
		select s.*, max(s.width) over () > most or length(_label.label) > 4 * most as is_cut from spaced s
	)
	select case when count(*) = 0 then '&#8212;' when max(k.code) >= 1424 then '&#8296;' || string_agg(e.letter, '' order by k.place) || case when bool_or(k.is_cut) then '&#8230;' else '' end || '&#8297;'
		else string_agg(e.letter, '' order by k.place) || case when bool_or(k.is_cut) then '&#8230;' else '' end end
	from kept k, lateral (select case when k.code = 32 then ' ' when k.code > 126 then '&#' || k.code || ';'
		else case k.letter when '&' then '&amp;' when '<' then '&lt;' when '>' then '&gt;' when '"' then '&quot;' when '''' then '&#39;' else k.letter end end as letter) e
	where not k.is_cut or k.width < most
	) end
$$;
comment on function @extschema@._label(text, integer) is
'Internal: a label of the user as HTML: escaped, without control characters, at most so many letters, isolated if it may run from right to left. A dash for none.';

-- Figures

create function @extschema@._figure(value float8, unit text) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, pg_temp
as $$
	select case when value is null then '&#8212;' else replace(case unit
		when 'rate' then to_char(100 * n.v, 'FM999,999,990.0') || '&#160;%'
		when 'share' then to_char(100 * n.v, 'FM999,999,990') || '&#160;%'
		when 'money' then case
			when n.size >= 999.5e6 then to_char(n.v / 1e9, case when n.size >= 99.95e9 then 'FM999,999,999,990' when n.size >= 9.995e9 then 'FM990.0' else 'FM990.00' end) || '&#160;bn'
			when n.size >= 999.5e3 then to_char(n.v / 1e6, case when n.size >= 99.95e6 then 'FM990' when n.size >= 9.995e6 then 'FM990.0' else 'FM990.00' end) || '&#160;M'
			when n.size >= 9999.5 then to_char(n.v / 1e3, case when n.size >= 99.95e3 then 'FM990' else 'FM990.0' end) || '&#160;k'
			else to_char(n.v, 'FM999,990') end
		when 'days' then to_char(n.v, case when n.size < 9.95 and n.v <> round(n.v) then 'FM990.0' else 'FM999,999,999,990' end)
		when 'decimal' then to_char(n.v, 'FM999,999,990.0')
		else to_char(n.v, 'FM999,999,999,999,999,990') end, '-', '&#8722;') end
	from (select value::numeric as v, abs(value::numeric) as size) n
$$;
comment on function @extschema@._figure(float8, text) is
'Internal: a figure as people read it: rate (42.7 %), share (43 %), money (1.23 M), days, decimal, or a whole number. A dash for NULL.';

create function @extschema@._signed(value float8, unit text) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select case when value > 0 then '+' else '' end || _figure(value, unit)
$$;
comment on function @extschema@._signed(float8, text) is
'Internal: a figure with its sign.';

create function @extschema@._span(low float8, high float8, unit text) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	-- The unit once, at the end.
	select case when low is null or high is null then null
		else regexp_replace(_figure(low, unit), case when right(_figure(low, unit), 1) = right(_figure(high, unit), 1) then '&#160;\S+$' else '$^' end, '') || ' to ' || _figure(high, unit) end
$$;
comment on function @extschema@._span(float8, float8, text) is
'Internal: two limits as people read them. NULL if one is unknown.';

create function @extschema@._day(day date) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, pg_temp
as $$
	select coalesce(to_char(day, 'FMDD Mon YYYY'), '&#8212;')
$$;
comment on function @extschema@._day(date) is
'Internal: a day as people read it.';

-- As _figure, without zeros behind the point.
create function @extschema@._tick(value float8, unit text) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select case unit when 'signed' then _signed(value, '') else regexp_replace(regexp_replace(_figure(value, unit), '(\.\d*?)0+(?=&|$)', '\1'), '\.(?=&|$)', '') end
$$;
comment on function @extschema@._tick(float8, text) is
'Internal: a value of an axis as people read it.';

-- Scales

create function @extschema@._px(value float8) returns text
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $$
	select trim_scale(round(value::numeric, 1))::text
$$;
comment on function @extschema@._px(float8) is
'Internal: a coordinate, to a tenth.';

-- What is off the scale is at its end.
create function @extschema@._scale(value float8, low float8, high float8, from_px float8, to_px float8) returns float8
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $$
	select case when value is not null then from_px + (to_px - from_px) * case when high > low then (least(greatest(value, low), high) - low) / (high - low) else 0 end end
$$;
comment on function @extschema@._scale(float8, float8, float8, float8, float8) is
'Internal: where a value is between two coordinates.';

create function @extschema@._step_of(low float8, high float8, most integer) returns numeric
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $$
	select min(s.step) from (select m * 10::numeric ^ (e + floor(log(greatest((high - low)::numeric, 1e-9) / most))) as step from (values (1), (2), (5)) x(m), generate_series(0, 1) e) s
	where s.step * most >= greatest((high - low)::numeric, 1e-9)
$$;
comment on function @extschema@._step_of(float8, float8, integer) is
'Internal: the distance of ticks: 1, 2 or 5 by a power of ten, so that there are no more than wanted.';

create function @extschema@._ticks(low float8, high float8, most integer) returns setof float8
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select (i * s.step)::float8
	from (select _step_of(low, high, most) as step) s, generate_series(ceil(low::numeric / s.step), floor(high::numeric / s.step)) i
	order by i
$$;
comment on function @extschema@._ticks(float8, float8, integer) is
'Internal: the round values between two.';

create function @extschema@._rounded_up(value float8, most integer) returns float8
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select (ceil(value::numeric / s.step) * s.step)::float8 from (select _step_of(0, greatest(value, 1e-9), most) as step) s
$$;
comment on function @extschema@._rounded_up(float8, integer) is
'Internal: the round value at which an axis from 0 ends that has to hold a value.';

-- Marks

create function @extschema@._svg_text(x float8, y float8, class text, content text) returns text
	language sql immutable strict parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select format('<text x="%s" y="%s"%s>%s</text>', _px(x), _px(y), case when class <> '' then format(' class="%s"', class) else '' end, content)
$$;
comment on function @extschema@._svg_text(float8, float8, text, text) is
'Internal: text at a place; content is HTML. Like every mark it is NULL if a part is.';

create function @extschema@._svg_line(x1 float8, y1 float8, x2 float8, y2 float8, class text) returns text
	language sql immutable strict parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select format('<line x1="%s" y1="%s" x2="%s" y2="%s" class="%s"/>', _px(x1), _px(y1), _px(x2), _px(y2), class)
$$;
comment on function @extschema@._svg_line(float8, float8, float8, float8, text) is
'Internal: a line.';

create function @extschema@._svg_bar(x1 float8, x2 float8, y float8, height float8, class text) returns text
	language sql immutable strict parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select format('<rect x="%s" y="%s" width="%s" height="%s" class="%s"/>', _px(least(x1, x2)), _px(y), _px(abs(x2 - x1)), _px(height), class)
$$;
comment on function @extschema@._svg_bar(float8, float8, float8, float8, text) is
'Internal: a bar from one place to another.';

create function @extschema@._svg_dot(x float8, y float8, radius float8, class text) returns text
	language sql immutable strict parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select format('<circle cx="%s" cy="%s" r="%s" class="%s"/>', _px(x), _px(y), _px(radius), class)
$$;
comment on function @extschema@._svg_dot(float8, float8, float8, text) is
'Internal: a dot.';

create function @extschema@._svg_path(points text, class text) returns text
	language sql immutable strict parallel safe
	set search_path = pg_catalog, pg_temp
as $$
	select format('<path d="M%s" class="%s"/>', points, class)
$$;
comment on function @extschema@._svg_path(text, text) is
'Internal: a line through points.';

-- An estimate: its interval as a thin bar, a dot at the value.
create function @extschema@._svg_estimate(value_x float8, low_x float8, high_x float8, y float8, class text, is_hollow boolean) returns text
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select coalesce(_svg_line(low_x, y, high_x, y, class || ' range'), '') || coalesce(_svg_dot(value_x, y, 4.5, class || case when is_hollow then ' hollow' else ' fill' end), '')
$$;
comment on function @extschema@._svg_estimate(float8, float8, float8, float8, text, boolean) is
'Internal: a dot on its interval; hollow if it says nothing for sure, or is not over yet.';

create function @extschema@._svg_axis(low float8, high float8, left_px float8, right_px float8, top float8, bottom float8, unit text, most integer) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select coalesce(string_agg(_svg_line(p.x, top, p.x, bottom, case when t.value = 0 then 'zero' else 'grid' end) || _svg_text(p.x, bottom + 14, 'tick middle', _tick(t.value, unit)), '' order by t.value), '')
	from _ticks(low, high, most) t(value), lateral (select _scale(t.value, low, high, left_px, right_px) as x) p
$$;
comment on function @extschema@._svg_axis(float8, float8, float8, float8, float8, float8, text, integer) is
'Internal: the grid and the values of an axis from left to right.';

create function @extschema@._svg_levels(low float8, high float8, bottom float8, top float8, left_px float8, right_px float8, unit text, most integer) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select coalesce(string_agg(_svg_line(left_px, p.y, right_px, p.y, case when t.value = 0 then 'zero' else 'grid' end) || _svg_text(left_px - 6, p.y + 4, 'tick end', _tick(t.value, unit)), '' order by t.value), '')
	from _ticks(low, high, most) t(value), lateral (select _scale(t.value, low, high, bottom, top) as y) p
$$;
comment on function @extschema@._svg_levels(float8, float8, float8, float8, float8, float8, text, integer) is
'Internal: the grid and the values of an axis from bottom to top.';

create function @extschema@._svg(width integer, height float8, label text, content text) returns text
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select format(E'<svg class="%s" viewBox="0 0 %s %s" role="img" aria-label="%s">%s</svg>\n', case when width < 600 then 'narrow' else 'wide' end, width, _px(height), label, content)
$$;
comment on function @extschema@._svg(integer, float8, text, text) is
'Internal: a picture, for a wide page or a narrow one.';

create function @extschema@._group_class(comparison_group text) returns text
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $$
	select case comparison_group when 'abm' then 'abm' when 'inbound' then 'inbound' else 'other' end
$$;
comment on function @extschema@._group_class(text) is
'Internal: the class, and so the colour, of a comparison_group.';

create function @extschema@._group_name(comparison_group text) returns text
	language sql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
	select case comparison_group when 'abm' then 'ABM' when 'inbound' then 'Inbound' when 'other' then 'Other' when 'all' then 'All' else _label(comparison_group) end
$$;
comment on function @extschema@._group_name(text) is
'Internal: a comparison_group as a person reads it.';
