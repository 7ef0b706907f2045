WITH facts AS (
  SELECT
    recipient.id,
    CASE WHEN recipient.via_compute_platform THEN 2 WHEN NOT recipient.via_compute_platform THEN 0 ELSE 1 END AS via_compute_platform,
    COALESCE(recipient.main_revenue_fen, 0) AS main_revenue_fen_low,
    recipient.main_revenue_fen,
    recipient.compute_fee_fen,
    COALESCE(recipient.compute_fee_fen, 0) AS compute_fee_fen_low
  FROM enterprise AS recipient
), conditions AS (
  SELECT
    *,
    via_compute_platform AS condition_1, /* 在算力平台购买 */
    CASE
      WHEN main_revenue_fen_low > 500000000 /* 500万元 */
      THEN 2
      WHEN main_revenue_fen <= 500000000 /* 500万元 */
      THEN 0
      ELSE 1
    END AS condition_2, /* 年度主营业务收入 > 500万元 */
    CASE
      WHEN compute_fee_fen < 10000000 /* 10万元 */
      THEN 0
      WHEN compute_fee_fen_low >= 10000000 /* 10万元 */
      THEN 2
      ELSE 1
    END AS condition_3 /* 实付算力费用 >= 10万元 */
  FROM facts
), amounts AS (
  SELECT
    *,
    LEAST(via_compute_platform, condition_2, condition_3) AS all_conditions,
    (
      LEAST(compute_fee_fen_low * 20 /* 20% */, 10000000000 /* 100万元 */) + 50
    ) // 100 AS amount_low,
    (
      LEAST(COALESCE(compute_fee_fen * 20 /* 20% */, 4611686018427387904), 10000000000 /* 100万元 */) + 50
    ) // 100 AS amount_high
  FROM conditions
), outcomes AS (
  SELECT
    *,
    CASE
      WHEN all_conditions = 0
      THEN 1
      WHEN amount_high = 0
      THEN 1
      WHEN all_conditions = 1
      THEN 2
      WHEN amount_low <= 0
      THEN 2
      ELSE 3
    END AS outcome,
    CASE
      WHEN all_conditions = 0
      THEN CASE WHEN via_compute_platform = 0 THEN 1 WHEN condition_2 = 0 THEN 2 WHEN condition_3 = 0 THEN 3 ELSE 0 END
      WHEN amount_high = 0
      THEN -2
      WHEN all_conditions = 1
      THEN CASE WHEN via_compute_platform = 1 THEN 1 WHEN condition_2 = 1 THEN 2 WHEN condition_3 = 1 THEN 3 ELSE 0 END
      WHEN amount_low <= 0
      THEN -2
      ELSE 0
    END AS deciding
  FROM amounts
), open_facts AS (
  SELECT
    *,
    CASE WHEN via_compute_platform = 1 THEN 1 ELSE 0 END AS missing_1, /* via_compute_platform */
    CASE WHEN condition_2 = 1 AND main_revenue_fen IS NULL THEN 1 ELSE 0 END AS missing_2, /* main_revenue */
    CASE
      WHEN (
        condition_3 = 1 OR amount_low <> amount_high
      ) AND compute_fee_fen IS NULL
      THEN 1
      ELSE 0
    END AS missing_3 /* compute_fee */
  FROM outcomes
)
SELECT
  id,
  outcome,
  deciding,
  CAST(0 AS BIGINT) AS "low",
  CAST(CASE WHEN outcome = 3 OR outcome = 2 THEN amount_high ELSE 0 END AS BIGINT) AS "high",
  CAST(missing_1 + 2 * missing_2 + 4 * missing_3 AS BIGINT) AS missing,
  0 AS beyond
FROM open_facts
