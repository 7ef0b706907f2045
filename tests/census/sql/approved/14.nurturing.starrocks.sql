WITH nurtured_firms_records AS (
  SELECT
    record.owner,
    record.board
  FROM nurtured_firms AS record
  LEFT JOIN (
    SELECT
      owner
    FROM unknown_lists
    WHERE
      records = 'nurtured_firms'
  ) AS unknown_list
    ON unknown_list.owner = record.owner
  WHERE
    unknown_list.owner IS NULL
), nurtured_firms_terms_1 AS (
  SELECT
    *,
    CASE
      WHEN CASE WHEN board IS NOT NULL THEN CASE WHEN board IN ('neeq') THEN 2 ELSE 0 END ELSE 1 END <> 0
      THEN 30000000 /* 30万元 */
    END AS term_1,
    CASE
      WHEN CASE WHEN board IS NOT NULL THEN CASE WHEN board IN ('neeq') THEN 2 ELSE 0 END ELSE 1 END <> 2
      AND CASE
        WHEN board IS NOT NULL
        THEN CASE WHEN board IN ('shanghai', 'shenzhen', 'beijing', 'overseas_main') THEN 2 ELSE 0 END
        ELSE 1
      END <> 0
      THEN 50000000 /* 50万元 */
    END AS term_2,
    CASE
      WHEN CASE WHEN board IS NOT NULL THEN CASE WHEN board IN ('neeq') THEN 2 ELSE 0 END ELSE 1 END <> 2
      AND CASE
        WHEN board IS NOT NULL
        THEN CASE WHEN board IN ('shanghai', 'shenzhen', 'beijing', 'overseas_main') THEN 2 ELSE 0 END
        ELSE 1
      END <> 2
      THEN 0
    END AS term_3
  FROM nurtured_firms_records
), nurtured_firms_by_record AS (
  SELECT
    *,
    COALESCE(
      NULLIF(
        LEAST(
          COALESCE(term_1, 4611686018427387904),
          COALESCE(term_2, 4611686018427387904),
          COALESCE(term_3, 4611686018427387904)
        ),
        4611686018427387904
      ),
      0
    ) AS nurtured_firms_sum_low_of_record,
    COALESCE(
      NULLIF(
        GREATEST(
          COALESCE(term_1, -4611686018427387904),
          COALESCE(term_2, -4611686018427387904),
          COALESCE(term_3, -4611686018427387904)
        ),
        -4611686018427387904
      ),
      0
    ) AS nurtured_firms_sum_high_of_record,
    CASE WHEN board IS NULL THEN 1 ELSE 0 END AS nurtured_firms_sum_unknown_0_of_record
  FROM nurtured_firms_terms_1
), nurtured_firms_grouped AS (
  SELECT
    owner,
    SUM(CAST(nurtured_firms_sum_low_of_record AS LARGEINT)) AS nurtured_firms_sum_low_total,
    SUM(CAST(nurtured_firms_sum_high_of_record AS LARGEINT)) AS nurtured_firms_sum_high_total,
    MAX(nurtured_firms_sum_unknown_0_of_record) AS nurtured_firms_sum_unknown_0_total
  FROM nurtured_firms_by_record
  GROUP BY
    owner
), nurtured_firms_folded AS (
  SELECT
    owner,
    CAST(CASE
      WHEN nurtured_firms_sum_low_total > 288230376151711743
      THEN 288230376151711743
      WHEN nurtured_firms_sum_low_total < -288230376151711743
      THEN -288230376151711743
      ELSE nurtured_firms_sum_low_total
    END AS BIGINT) AS nurtured_firms_sum_low,
    CAST(CASE
      WHEN nurtured_firms_sum_high_total > 288230376151711743
      THEN 288230376151711743
      WHEN nurtured_firms_sum_high_total < -288230376151711743
      THEN -288230376151711743
      ELSE nurtured_firms_sum_high_total
    END AS BIGINT) AS nurtured_firms_sum_high,
    CASE
      WHEN nurtured_firms_sum_low_total > 288230376151711743
      OR nurtured_firms_sum_low_total < -288230376151711743
      OR nurtured_firms_sum_high_total > 288230376151711743
      OR nurtured_firms_sum_high_total < -288230376151711743
      THEN 1
      ELSE 0
    END AS nurtured_firms_sum_beyond,
    nurtured_firms_sum_unknown_0_total AS nurtured_firms_sum_unknown_0
  FROM nurtured_firms_grouped
), facts AS (
  SELECT
    recipient.id,
    CASE WHEN recipient.role_nurturing_body THEN 2 WHEN NOT recipient.role_nurturing_body THEN 0 ELSE 1 END AS role_nurturing_body,
    CASE WHEN nurtured_firms_of.owner IS NULL THEN 0 ELSE 1 END AS nurtured_firms_listed,
    COALESCE(nurtured_firms_of.nurtured_firms_sum_low, 0) AS nurtured_firms_sum_low,
    COALESCE(nurtured_firms_of.nurtured_firms_sum_high, 0) AS nurtured_firms_sum_high,
    COALESCE(nurtured_firms_of.nurtured_firms_sum_beyond, 0) AS nurtured_firms_sum_beyond,
    COALESCE(nurtured_firms_of.nurtured_firms_sum_unknown_0, 0) AS nurtured_firms_sum_unknown_0
  FROM enterprise AS recipient
  LEFT JOIN nurtured_firms_folded AS nurtured_firms_of
    ON nurtured_firms_of.owner = recipient.id
), conditions AS (
  SELECT
    *,
    role_nurturing_body AS applicable
  FROM facts
), terms_1 AS (
  SELECT
    *,
    CASE
      WHEN nurtured_firms_listed = 1
      THEN nurtured_firms_sum_low
      WHEN LEAST(30000000 /* 30万元 */, 50000000 /* 50万元 */, 0) >= 0
      THEN 0
    END AS term_1
  FROM conditions
), amounts AS (
  SELECT
    *,
    COALESCE(term_1, 0) AS amount_low,
    CASE
      WHEN nurtured_firms_listed = 1
      THEN nurtured_firms_sum_high
      WHEN GREATEST(30000000 /* 30万元 */, 50000000 /* 50万元 */, 0) <= 0
      THEN 0
    END AS amount_high
  FROM terms_1
), outcomes AS (
  SELECT
    *,
    CASE
      WHEN role_nurturing_body = 0
      THEN 0
      WHEN role_nurturing_body = 1
      THEN 2
      WHEN amount_high = 0
      THEN 1
      WHEN amount_low <= 0
      THEN 2
      ELSE 3
    END AS outcome,
    CASE
      WHEN role_nurturing_body = 0
      THEN -1
      WHEN role_nurturing_body = 1
      THEN -1
      WHEN amount_high = 0
      THEN -2
      WHEN amount_low <= 0
      THEN -2
      ELSE 0
    END AS deciding
  FROM amounts
), terms_2 AS (
  SELECT
    *,
    CASE WHEN term_1 IS NULL OR amount_high IS NULL OR term_1 <> amount_high THEN 1 ELSE 0 END AS test_2
  FROM outcomes
), open_facts AS (
  SELECT
    *,
    CASE WHEN role_nurturing_body = 1 THEN 1 ELSE 0 END AS missing_1, /* roles */
    CASE WHEN test_2 = 1 AND nurtured_firms_listed = 0 THEN 1 ELSE 0 END AS missing_2, /* nurtured_firms */
    CASE WHEN test_2 = 1 AND nurtured_firms_sum_unknown_0 = 1 THEN 1 ELSE 0 END AS missing_3 /* nurtured_firms.board */
  FROM terms_2
)
SELECT
  id,
  outcome,
  deciding,
  CAST(CASE WHEN outcome = 3 THEN amount_low ELSE 0 END AS BIGINT) AS `low`,
  CAST(CASE WHEN outcome = 3 OR outcome = 2 THEN amount_high ELSE 0 END AS BIGINT) AS `high`,
  CAST(missing_1 + 2 * missing_2 + 4 * missing_3 AS BIGINT) AS missing,
  CASE WHEN nurtured_firms_sum_beyond = 1 THEN 1 ELSE 0 END AS beyond
FROM open_facts
