WITH trucks_records AS MATERIALIZED (
  SELECT
    record.owner,
    CASE WHEN record.diesel THEN 2 WHEN NOT record.diesel THEN 0 ELSE 1 END AS diesel,
    record.emission,
    CASE WHEN record.operating THEN 2 WHEN NOT record.operating THEN 0 ELSE 1 END AS operating,
    CASE WHEN record.scrapped THEN 2 WHEN NOT record.scrapped THEN 0 ELSE 1 END AS scrapped,
    CASE WHEN record.replaced THEN 2 WHEN NOT record.replaced THEN 0 ELSE 1 END AS replaced
  FROM trucks AS record
  LEFT JOIN (
    SELECT
      owner
    FROM unknown_lists
    WHERE
      records = 'trucks'
  ) AS unknown_list
    ON unknown_list.owner = record.owner
  WHERE
    unknown_list.owner IS NULL
), trucks_terms_1 AS MATERIALIZED (
  SELECT
    *,
    LEAST(
      diesel,
      CASE
        WHEN emission IS NOT NULL
        THEN CASE WHEN emission IN ('III', 'II', 'I') THEN 2 ELSE 0 END
        ELSE 1
      END,
      2 - operating,
      scrapped
    ) AS term_1
  FROM trucks_records
), trucks_terms_2 AS MATERIALIZED (
  SELECT
    *,
    CASE WHEN term_1 <> 0 THEN 1 ELSE 0 END AS test_2
  FROM trucks_terms_1
), trucks_by_record AS MATERIALIZED (
  SELECT
    *,
    LEAST(term_1, GREATEST(replaced, 1)) AS trucks_exists_low_of_record,
    CASE WHEN diesel = 1 AND test_2 = 1 THEN 1 ELSE 0 END AS trucks_exists_unknown_0_of_record,
    CASE WHEN emission IS NULL AND test_2 = 1 THEN 1 ELSE 0 END AS trucks_exists_unknown_1_of_record,
    CASE WHEN operating = 1 AND test_2 = 1 THEN 1 ELSE 0 END AS trucks_exists_unknown_2_of_record,
    CASE WHEN scrapped = 1 AND test_2 = 1 THEN 1 ELSE 0 END AS trucks_exists_unknown_3_of_record,
    CASE WHEN replaced = 1 AND test_2 = 1 THEN 1 ELSE 0 END AS trucks_exists_unknown_4_of_record
  FROM trucks_terms_2
), trucks_grouped AS MATERIALIZED (
  SELECT
    owner,
    MAX(trucks_exists_low_of_record) AS trucks_exists_low_total,
    MAX(trucks_exists_unknown_0_of_record) AS trucks_exists_unknown_0_total,
    MAX(trucks_exists_unknown_1_of_record) AS trucks_exists_unknown_1_total,
    MAX(trucks_exists_unknown_2_of_record) AS trucks_exists_unknown_2_total,
    MAX(trucks_exists_unknown_3_of_record) AS trucks_exists_unknown_3_total,
    MAX(trucks_exists_unknown_4_of_record) AS trucks_exists_unknown_4_total
  FROM trucks_by_record
  GROUP BY
    owner
), trucks_folded AS MATERIALIZED (
  SELECT
    owner,
    trucks_exists_low_total AS trucks_exists_low,
    trucks_exists_unknown_0_total AS trucks_exists_unknown_0,
    trucks_exists_unknown_1_total AS trucks_exists_unknown_1,
    trucks_exists_unknown_2_total AS trucks_exists_unknown_2,
    trucks_exists_unknown_3_total AS trucks_exists_unknown_3,
    trucks_exists_unknown_4_total AS trucks_exists_unknown_4
  FROM trucks_grouped
), facts AS MATERIALIZED (
  SELECT
    recipient.id,
    CASE WHEN trucks_of.owner IS NULL THEN 0 ELSE 1 END AS trucks_listed,
    COALESCE(trucks_of.trucks_exists_low, 0) AS trucks_exists_low,
    COALESCE(trucks_of.trucks_exists_unknown_0, 0) AS trucks_exists_unknown_0,
    COALESCE(trucks_of.trucks_exists_unknown_1, 0) AS trucks_exists_unknown_1,
    COALESCE(trucks_of.trucks_exists_unknown_2, 0) AS trucks_exists_unknown_2,
    COALESCE(trucks_of.trucks_exists_unknown_3, 0) AS trucks_exists_unknown_3,
    COALESCE(trucks_of.trucks_exists_unknown_4, 0) AS trucks_exists_unknown_4
  FROM person AS recipient
  LEFT JOIN trucks_folded AS trucks_of
    ON trucks_of.owner = recipient.id
), conditions AS MATERIALIZED (
  SELECT
    *,
    CASE WHEN trucks_listed = 1 THEN trucks_exists_low ELSE 1 END AS condition_1 /* 存在(淘汰货车: 已更新 或 待定 "只报废、不更新的货车是否支持") */
  FROM facts
), amounts AS MATERIALIZED (
  SELECT
    *,
    0 AS amount_low,
    NULL AS amount_high
  FROM conditions
), outcomes AS MATERIALIZED (
  SELECT
    *,
    CASE WHEN condition_1 = 0 THEN 1 WHEN condition_1 = 1 THEN 2 ELSE 3 END AS outcome,
    CASE WHEN condition_1 = 0 THEN 1 WHEN condition_1 = 1 THEN 1 ELSE 0 END AS deciding
  FROM amounts
), open_facts AS MATERIALIZED (
  SELECT
    *,
    CASE WHEN condition_1 = 1 AND trucks_listed = 0 THEN 1 ELSE 0 END AS missing_1, /* trucks */
    CASE WHEN condition_1 = 1 AND trucks_exists_unknown_0 = 1 THEN 1 ELSE 0 END AS missing_2, /* trucks.diesel */
    CASE WHEN condition_1 = 1 AND trucks_exists_unknown_1 = 1 THEN 1 ELSE 0 END AS missing_3, /* trucks.emission */
    CASE WHEN condition_1 = 1 AND trucks_exists_unknown_2 = 1 THEN 1 ELSE 0 END AS missing_4, /* trucks.operating */
    CASE WHEN condition_1 = 1 AND trucks_exists_unknown_3 = 1 THEN 1 ELSE 0 END AS missing_5, /* trucks.scrapped */
    CASE WHEN condition_1 = 1 AND trucks_exists_unknown_4 = 1 THEN 1 ELSE 0 END AS missing_6 /* trucks.replaced */
  FROM outcomes
)
SELECT
  id,
  outcome,
  deciding,
  CAST(CASE WHEN outcome = 3 THEN amount_low ELSE 0 END AS BIGINT) AS "low",
  CAST(CASE WHEN outcome = 3 OR outcome = 2 THEN NULL ELSE 0 END AS BIGINT) AS "high",
  CAST(missing_1 + 2 * missing_2 + 4 * missing_3 + 8 * missing_4 + 16 * missing_5 + 32 * missing_6 AS BIGINT) AS missing,
  0 AS beyond
FROM open_facts
