WITH lease_contracts_records AS (
  SELECT
    record.owner,
    CASE WHEN record.lessee_is_sme THEN 2 WHEN NOT record.lessee_is_sme THEN 0 ELSE 1 END AS lessee_is_sme,
    COALESCE(record.amount_fen, 0) AS amount_fen_low,
    CASE WHEN record.direct THEN 2 WHEN NOT record.direct THEN 0 ELSE 1 END AS direct,
    record.lessee_title,
    record.amount_fen
  FROM lease_contracts AS record
  LEFT JOIN (
    SELECT
      owner
    FROM unknown_lists
    WHERE
      records = 'lease_contracts'
  ) AS unknown_list
    ON unknown_list.owner = record.owner
  WHERE
    unknown_list.owner IS NULL
), lease_contracts_terms_1 AS (
  SELECT
    *,
    GREATEST(
      direct,
      CASE
        WHEN lessee_title IS NOT NULL
        THEN CASE WHEN lessee_title IN ('specialised', 'little_giant', 'gazelle', 'unicorn') THEN 2 ELSE 0 END
        ELSE 1
      END
    ) AS term_1
  FROM lease_contracts_records
), lease_contracts_terms_2 AS (
  SELECT
    *,
    CASE WHEN term_1 <> 0 THEN 10 /* 1% */ END AS term_2,
    CASE WHEN term_1 <> 2 THEN 8 /* 0.8% */ END AS term_3
  FROM lease_contracts_terms_1
), lease_contracts_terms_3 AS (
  SELECT
    *,
    COALESCE(
      NULLIF(
        GREATEST(COALESCE(term_2, -4611686018427387904), COALESCE(term_3, -4611686018427387904)),
        -4611686018427387904
      ),
      8 /* 0.8% */
    ) AS term_4
  FROM lease_contracts_terms_2
), lease_contracts_terms_4 AS (
  SELECT
    *,
    CASE WHEN amount_fen = 0 OR term_4 = 0 THEN 0 ELSE amount_fen * term_4 END AS term_5
  FROM lease_contracts_terms_3
), lease_contracts_by_record AS (
  SELECT
    *,
    CASE
      WHEN lessee_is_sme = 2
      THEN amount_fen_low * COALESCE(
        NULLIF(
          LEAST(COALESCE(term_2, 4611686018427387904), COALESCE(term_3, 4611686018427387904)),
          4611686018427387904
        ),
        8 /* 0.8% */
      )
      ELSE 0
    END AS lease_contracts_sum_low_of_record,
    CASE WHEN lessee_is_sme = 2 THEN term_5 WHEN lessee_is_sme = 1 THEN term_5 ELSE 0 END AS lease_contracts_sum_high_of_record,
    CASE WHEN lessee_is_sme = 1 AND lessee_is_sme <> 0 THEN 1 ELSE 0 END AS lease_contracts_sum_unknown_0_of_record,
    CASE WHEN amount_fen IS NULL AND lessee_is_sme <> 0 THEN 1 ELSE 0 END AS lease_contracts_sum_unknown_1_of_record,
    CASE WHEN direct = 1 AND lessee_is_sme <> 0 THEN 1 ELSE 0 END AS lease_contracts_sum_unknown_2_of_record,
    CASE WHEN lessee_title IS NULL AND lessee_is_sme <> 0 THEN 1 ELSE 0 END AS lease_contracts_sum_unknown_3_of_record
  FROM lease_contracts_terms_4
), lease_contracts_grouped AS (
  SELECT
    owner,
    SUM(CAST(lease_contracts_sum_low_of_record AS DECIMAL(38, 0))) AS lease_contracts_sum_low_total,
    CASE
      WHEN COUNT(lease_contracts_sum_high_of_record) = COUNT(*)
      THEN SUM(CAST(lease_contracts_sum_high_of_record AS DECIMAL(38, 0)))
    END AS lease_contracts_sum_high_total,
    MAX(lease_contracts_sum_unknown_0_of_record) AS lease_contracts_sum_unknown_0_total,
    MAX(lease_contracts_sum_unknown_1_of_record) AS lease_contracts_sum_unknown_1_total,
    MAX(lease_contracts_sum_unknown_2_of_record) AS lease_contracts_sum_unknown_2_total,
    MAX(lease_contracts_sum_unknown_3_of_record) AS lease_contracts_sum_unknown_3_total
  FROM lease_contracts_by_record
  GROUP BY
    owner
), lease_contracts_folded AS (
  SELECT
    owner,
    CAST(CASE
      WHEN lease_contracts_sum_low_total > 288230376151711743
      THEN 288230376151711743
      WHEN lease_contracts_sum_low_total < -288230376151711743
      THEN -288230376151711743
      ELSE lease_contracts_sum_low_total
    END AS BIGINT) AS lease_contracts_sum_low,
    CAST(CASE
      WHEN lease_contracts_sum_high_total > 288230376151711743
      THEN 288230376151711743
      WHEN lease_contracts_sum_high_total < -288230376151711743
      THEN -288230376151711743
      ELSE lease_contracts_sum_high_total
    END AS BIGINT) AS lease_contracts_sum_high,
    CASE
      WHEN lease_contracts_sum_low_total > 288230376151711743
      OR lease_contracts_sum_low_total < -288230376151711743
      OR lease_contracts_sum_high_total > 288230376151711743
      OR lease_contracts_sum_high_total < -288230376151711743
      THEN 1
      ELSE 0
    END AS lease_contracts_sum_beyond,
    lease_contracts_sum_unknown_0_total AS lease_contracts_sum_unknown_0,
    lease_contracts_sum_unknown_1_total AS lease_contracts_sum_unknown_1,
    lease_contracts_sum_unknown_2_total AS lease_contracts_sum_unknown_2,
    lease_contracts_sum_unknown_3_total AS lease_contracts_sum_unknown_3
  FROM lease_contracts_grouped
), facts AS (
  SELECT
    recipient.id,
    CASE WHEN recipient.role_leasing_company THEN 2 WHEN NOT recipient.role_leasing_company THEN 0 ELSE 1 END AS role_leasing_company,
    CASE WHEN lease_contracts_of.owner IS NULL THEN 0 ELSE 1 END AS lease_contracts_listed,
    COALESCE(lease_contracts_of.lease_contracts_sum_low, 0) AS lease_contracts_sum_low,
    CASE WHEN lease_contracts_of.owner IS NULL THEN 0 ELSE lease_contracts_of.lease_contracts_sum_high END AS lease_contracts_sum_high,
    COALESCE(lease_contracts_of.lease_contracts_sum_beyond, 0) AS lease_contracts_sum_beyond,
    COALESCE(lease_contracts_of.lease_contracts_sum_unknown_0, 0) AS lease_contracts_sum_unknown_0,
    COALESCE(lease_contracts_of.lease_contracts_sum_unknown_1, 0) AS lease_contracts_sum_unknown_1,
    COALESCE(lease_contracts_of.lease_contracts_sum_unknown_2, 0) AS lease_contracts_sum_unknown_2,
    COALESCE(lease_contracts_of.lease_contracts_sum_unknown_3, 0) AS lease_contracts_sum_unknown_3
  FROM enterprise AS recipient
  LEFT JOIN lease_contracts_folded AS lease_contracts_of
    ON lease_contracts_of.owner = recipient.id
), conditions AS (
  SELECT
    *,
    role_leasing_company AS applicable
  FROM facts
), terms_1 AS (
  SELECT
    *,
    CASE
      WHEN lease_contracts_listed = 1
      THEN lease_contracts_sum_low
      WHEN 0 * LEAST(10 /* 1% */, 8 /* 0.8% */) >= 0
      THEN 0
    END AS term_1
  FROM conditions
), terms_2 AS (
  SELECT
    *,
    (
      CASE WHEN term_1 > 300000000000 /* 300万元 */ THEN 300000000000 /* 300万元 */ ELSE term_1 END + 500
    ) DIV 1000 AS term_2
  FROM terms_1
), amounts AS (
  SELECT
    *,
    COALESCE(term_2, 0) AS amount_low,
    (
      LEAST(
        CASE
          WHEN lease_contracts_listed = 1
          THEN COALESCE(lease_contracts_sum_high, 4611686018427387904)
          ELSE CASE
            WHEN CASE WHEN GREATEST(10 /* 1% */, 8 /* 0.8% */) = 0 THEN 0 END <= 0
            THEN 0
            ELSE 4611686018427387904
          END
        END,
        300000000000 /* 300万元 */
      ) + 500
    ) DIV 1000 AS amount_high
  FROM terms_2
), outcomes AS (
  SELECT
    *,
    CASE
      WHEN role_leasing_company = 0
      THEN 0
      WHEN role_leasing_company = 1
      THEN 2
      WHEN amount_high = 0
      THEN 1
      WHEN amount_low <= 0
      THEN 2
      ELSE 3
    END AS outcome,
    CASE
      WHEN role_leasing_company = 0
      THEN -1
      WHEN role_leasing_company = 1
      THEN -1
      WHEN amount_high = 0
      THEN -2
      WHEN amount_low <= 0
      THEN -2
      ELSE 0
    END AS deciding
  FROM amounts
), terms_3 AS (
  SELECT
    *,
    CASE WHEN term_2 IS NULL OR term_2 <> amount_high THEN 1 ELSE 0 END AS test_3
  FROM outcomes
), open_facts AS (
  SELECT
    *,
    CASE WHEN role_leasing_company = 1 THEN 1 ELSE 0 END AS missing_1, /* roles */
    CASE WHEN test_3 = 1 AND lease_contracts_listed = 0 THEN 1 ELSE 0 END AS missing_2, /* lease_contracts */
    CASE WHEN test_3 = 1 AND lease_contracts_sum_unknown_0 = 1 THEN 1 ELSE 0 END AS missing_3, /* lease_contracts.lessee_is_sme */
    CASE WHEN test_3 = 1 AND lease_contracts_sum_unknown_1 = 1 THEN 1 ELSE 0 END AS missing_4, /* lease_contracts.amount */
    CASE WHEN test_3 = 1 AND lease_contracts_sum_unknown_2 = 1 THEN 1 ELSE 0 END AS missing_5, /* lease_contracts.direct */
    CASE WHEN test_3 = 1 AND lease_contracts_sum_unknown_3 = 1 THEN 1 ELSE 0 END AS missing_6 /* lease_contracts.lessee_title */
  FROM terms_3
)
SELECT
  id,
  outcome,
  deciding,
  CAST(0 AS BIGINT) AS `low`,
  CAST(CASE WHEN outcome = 3 OR outcome = 2 THEN amount_high ELSE 0 END AS BIGINT) AS `high`,
  CAST(missing_1 + 2 * missing_2 + 4 * missing_3 + 8 * missing_4 + 16 * missing_5 + 32 * missing_6 AS BIGINT) AS missing,
  CASE WHEN lease_contracts_sum_beyond = 1 THEN 1 ELSE 0 END AS beyond
FROM open_facts
