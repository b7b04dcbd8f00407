-- How made-up incidents are drawn and written, in the schema `bench`. The tables there (words, bodies with their sites, wards
-- and teams) and a function for each list of codes come from incidents_rows.py. Everything is drawn from the incident's
-- number, so that the rows are the same at every run.

-- A number from 0 up to 1 for the incident `n`; each question has its own `which`.
CREATE FUNCTION bench.chance(n integer, which integer) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (hashint8extended(n, which) & 4294967295) / 4294967296.0::double precision;

-- A key of version 7 (RFC 9562 section 5.7) out of what belongs to an incident; its own has the count '000'.
CREATE FUNCTION bench.key(stem text, count text, tail text) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (stem || count || tail)::uuid;

-- One code, or two that differ.
CREATE FUNCTION bench.codes(one varchar, two varchar) RETURNS varchar[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN two IS NULL OR two = one THEN ARRAY[one] ELSE ARRAY[one, two] END;

-- What the rows of several tables need to know of an incident.
CREATE UNLOGGED TABLE bench.drawn (
    n integer, stem text, tail text, organisation uuid, lsms uuid, sites integer, reported timestamptz, new boolean,
    anonymous boolean, injury text, harm text, who varchar, factors varchar[]);

CREATE PROCEDURE bench.draw(first integer, last integer) LANGUAGE sql AS $$
    INSERT INTO bench.drawn
    SELECT n, lpad(to_hex((date_part('epoch', reported) * 1000)::bigint), 12, '0') || '7',
        to_hex(hashint8extended(n, 0) & 1152921504606846975 | (-9223372036854775808)), organisation, lsms, sites, reported,
        n > total * 0.998 OR bench.chance(n, 19) < 0.0005, bench.chance(n, 18) < 0.05,
        CASE WHEN bench.chance(n, 16) < 0.6 THEN 'none' WHEN bench.chance(n, 16) < 0.9 THEN 'minor'
             WHEN bench.chance(n, 16) < 0.97 THEN 'treated' WHEN bench.chance(n, 16) < 0.99 THEN 'off_work'
             ELSE 'hospital' END,
        CASE WHEN bench.chance(n, 17) < 0.45 THEN 'none' WHEN bench.chance(n, 17) < 0.75 THEN 'low'
             WHEN bench.chance(n, 17) < 0.83 THEN 'moderate' WHEN bench.chance(n, 17) < 0.84 THEN 'severe'
             WHEN bench.chance(n, 17) < 0.8402 THEN 'fatal' ELSE 'unknown' END,
        bench.responsible_kinds(bench.chance(n, 15)),
        bench.codes(bench.factors(bench.chance(n, 12)),
                    CASE WHEN bench.chance(n, 13) < 0.4 THEN bench.factors(bench.chance(n, 14)) END)
    FROM bench.size, generate_series(first, last) AS n
        JOIN bench.owner ON owner.number = n * 37 % 100
        CROSS JOIN LATERAL (
            SELECT timestamptz '2021-01-04 00:00+00' + interval '1825 days' * ((n + 1) / total::float8) OFFSET 0
        ) AS moment (reported)
$$;

CREATE PROCEDURE bench.write_incidents(first integer, last integer) LANGUAGE sql AS $$
    INSERT INTO incidents_incident (id, organisation_id, reference, status, source, external_reference, lfpse_reference,
        occurred_at, occurred_estimated, reported_at, shift, site_id, place_id, place_kind, team_id, kinds, acts, sexual_acts,
        weapons, hate_strands, targets, responsible_kinds, factors, responses, injury, harm_physical, harm_psychological,
        police, danger_now, child_involved, definition, code_version, urgency, urgent_because, anonymous,
        anonymous_because, assigned_to_id, triaged_at, closed_at, changed_at)
    SELECT bench.key(stem, '000', tail), d.organisation,
        to_char(n / 10000, 'FM0000') || '-' || to_char(n % 10000, 'FM0000'), status,
        CASE WHEN bench.chance(n, 20) < 0.7 THEN 'web' WHEN bench.chance(n, 20) < 0.85 THEN 'link'
             WHEN bench.chance(n, 20) < 0.9 THEN 'alarm' ELSE 'import' END,
        '', '', reported - interval '1 minute' * floor(power(10, 1 + 2.5 * bench.chance(n, 21))),
        bench.chance(n, 22) < 0.2, reported,
        CASE WHEN bench.chance(n, 23) < 0.6 THEN 'day' WHEN bench.chance(n, 23) < 0.9 THEN 'night' ELSE 'unknown' END,
        place.site_id, place.id, 'hospital', team.id, kinds, ARRAY[bench.acts(bench.chance(n, 24))], '{}',
        CASE WHEN 'weapon' = ANY (kinds) THEN ARRAY[bench.weapons(bench.chance(n, 25))] ELSE '{}' END,
        CASE WHEN bench.chance(n, 26) < 0.06 THEN ARRAY[bench.hate_strands(bench.chance(n, 27))] ELSE '{}' END,
        ARRAY[bench.targets(bench.chance(n, 28))], ARRAY[who], factors, ARRAY[bench.responses(bench.chance(n, 29))],
        injury, harm, CASE WHEN bench.chance(n, 30) < 0.4 THEN 'low' ELSE 'unknown' END, 'undecided',
        bench.chance(n, 31) < 0.002, bench.chance(n, 32) < 0.02,
        CASE WHEN bench.chance(n, 33) < 0.45 THEN 'physical' WHEN bench.chance(n, 33) < 0.85 THEN 'non_physical'
             ELSE 'neither' END,
        '2026.1', bench.weight(urgent), urgent, anonymous, CASE WHEN anonymous THEN 'employer' ELSE '' END,
        CASE WHEN NOT new AND bench.chance(n, 34) < 0.5 THEN lsms END,
        CASE WHEN NOT new THEN reported END, CASE WHEN status = 'closed' THEN reported END, reported
    FROM (
        SELECT *,
            floor(sites * power(bench.chance(n, 1), 2))::int AS site, floor(10 * power(bench.chance(n, 2), 2))::int AS ward,
            CASE WHEN new THEN 'submitted' WHEN bench.chance(n, 4) < 0.3 THEN 'triaged'
                 WHEN bench.chance(n, 4) < 0.4 THEN 'case_opened' WHEN bench.chance(n, 4) < 0.98 THEN 'closed'
                 ELSE 'withdrawn' END AS status,
            bench.codes(bench.kinds(bench.chance(n, 5)),
                        CASE WHEN bench.chance(n, 6) < 0.3 THEN bench.kinds(bench.chance(n, 7)) END) AS kinds,
            CASE WHEN bench.chance(n, 8) < 0.25
                 THEN bench.codes(bench.urgencies(bench.chance(n, 9)),
                                  CASE WHEN bench.chance(n, 10) < 0.3 THEN bench.urgencies(bench.chance(n, 11)) END)
                 ELSE '{}' END AS urgent
        FROM bench.drawn WHERE n BETWEEN first AND last OFFSET 0
    ) AS d
        JOIN bench.place ON (place.organisation, place.site, place.ward) = (d.organisation, d.site, d.ward)
        JOIN bench.team ON (team.organisation, team.site, team.number)
            = (d.organisation, d.site, floor(3 * bench.chance(n, 3))::int)
$$;

-- What the reporter wrote, and in one of ten what a manager added: three sentences and a rare word.
CREATE PROCEDURE bench.write_accounts(first integer, last integer) LANGUAGE sql AS $$
    INSERT INTO incidents_account (id, organisation_id, incident_id, compartment, author, author_name, text, given_at)
    SELECT bench.key(stem, '00' || nth, tail), organisation, bench.key(stem, '000', tail), 'narrative', author, '',
        concat_ws(' ', one.words, two.words, three.words, rare.word || '.',
                  CASE WHEN bench.chance(n, 39 + nth) < 0.0001 THEN 'He had a machete.' END),
        reported
    FROM bench.drawn AS d
        CROSS JOIN LATERAL (
            VALUES (1, 'reporter'), (6, CASE WHEN bench.chance(n, 40) < 0.1 THEN 'manager' END)
        ) AS written (nth, author)
        JOIN bench.sentence AS one ON one.number = floor(bench.chance(n, 40 + nth) * 60000)::int
        JOIN bench.sentence AS two ON two.number = floor(bench.chance(n, 41 + nth) * 60000)::int
        JOIN bench.sentence AS three ON three.number = floor(bench.chance(n, 42 + nth) * 60000)::int
        JOIN bench.rare ON rare.number = floor(bench.chance(n, 43 + nth) * 200000)::int
    WHERE n BETWEEN first AND last AND author IS NOT NULL
$$;

CREATE PROCEDURE bench.write_affected(first integer, last integer) LANGUAGE sql AS $$
    INSERT INTO incidents_affected (id, organisation_id, incident_id, number, kind, is_reporter, staff_group, employment,
        injury, harm_physical, harm_psychological, police_wish)
    SELECT bench.key(stem, '01' || nth, tail), organisation, bench.key(stem, '000', tail), nth, 'staff', nth = 1 AND NOT anonymous, 'unknown', 'employed',
        injury, harm, 'unknown', 'undecided'
    FROM bench.drawn CROSS JOIN generate_series(1, 2) AS nth
    WHERE n BETWEEN first AND last AND (nth = 1 OR bench.chance(n, 51) < 0.2)
$$;

CREATE PROCEDURE bench.write_responsible(first integer, last integer) LANGUAGE sql AS $$
    INSERT INTO incidents_responsible (id, organisation_id, incident_id, number, kind, how_many, age_band, sex, factors)
    SELECT bench.key(stem, '020', tail), organisation, bench.key(stem, '000', tail), 1, who, 1, 'unknown', 'unknown', factors
    FROM bench.drawn
    WHERE n BETWEEN first AND last AND bench.chance(n, 52) < 0.9
$$;

-- Those affected, where the report is not anonymous; of half of those who did it, the name, and of some the NHS number.
CREATE PROCEDURE bench.write_identities(first integer, last integer) LANGUAGE sql AS $$
    INSERT INTO incidents_identity (id, organisation_id, incident_id, compartment, part, affected_id, responsible_id, name,
        phone, email, address, nhs_number, description)
    SELECT bench.key(stem, '03' || nth, tail), organisation, bench.key(stem, '000', tail),
        CASE nth WHEN 3 THEN 'suspect' ELSE 'people' END, CASE nth WHEN 3 THEN 'responsible' ELSE 'affected' END,
        CASE WHEN nth < 3 THEN bench.key(stem, '01' || nth, tail) END, CASE nth WHEN 3 THEN bench.key(stem, '020', tail) END,
        name.words, CASE WHEN nth < 3 THEN '07700 900123' ELSE '' END,
        CASE WHEN nth < 3 THEN 'somebody@example.org' ELSE '' END, '',
        CASE WHEN nth = 3 AND bench.chance(n, 54) < 0.4 THEN '999' || to_char(bench.chance(n, 55) * 9999999, 'FM0000000')
             ELSE '' END, ''
    FROM bench.drawn AS d
        CROSS JOIN generate_series(1, 3) AS nth
        JOIN bench.name ON name.number = floor(bench.chance(n, 60 + nth) * 200000)::int
    WHERE n BETWEEN first AND last
        AND CASE nth WHEN 1 THEN NOT anonymous WHEN 2 THEN NOT anonymous AND bench.chance(n, 51) < 0.2
                 ELSE bench.chance(n, 52) < 0.9 AND bench.chance(n, 53) < 0.5 END
$$;

CREATE PROCEDURE bench.write_changes(first integer, last integer) LANGUAGE sql AS $$
    INSERT INTO incidents_change (id, organisation_id, incident_id, at, what, before, after, why, actor_kind, actor_name)
    SELECT bench.key(stem, '04' || nth, tail), organisation, bench.key(stem, '000', tail), reported, what, '{}', '{}', '', 'user', 'Somebody'
    FROM bench.drawn CROSS JOIN (VALUES (1, 'submitted'), (2, 'read'), (3, 'status')) AS done (nth, what)
    WHERE n BETWEEN first AND last AND (nth = 1 OR NOT new)
$$;
