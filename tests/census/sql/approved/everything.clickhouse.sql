WITH contracts_folded AS (
  SELECT
    record.owner
  FROM contracts AS record
  LEFT JOIN (
    SELECT
      owner
    FROM unknown_lists
    WHERE
      records = 'contracts'
  ) AS unknown_list
    ON unknown_list.owner = record.owner
  WHERE
    unknown_list.owner IS NULL
  GROUP BY
    record.owner
), facts AS (
  SELECT
    recipient.id,
    toInt32(toDate32(recipient.registered)) + 719163 AS registered,
    recipient.size,
    recipient.profit_fen,
    COALESCE(recipient.cost_fen, 0) AS cost_fen_low,
    COALESCE(recipient.quantity, 0) AS quantity_low,
    recipient.cost_fen,
    recipient.quantity,
    recipient.revenue_fen,
    COALESCE(recipient.share_millionths, 1000000) AS share_millionths_high,
    COALESCE(recipient.revenue_fen, 0) AS revenue_fen_low,
    COALESCE(recipient.share_millionths, 0) AS share_millionths_low,
    recipient.share_millionths,
    CASE WHEN contracts_of.owner IS NULL THEN 0 ELSE 1 END AS contracts_listed
  FROM enterprise AS recipient
  LEFT JOIN contracts_folded AS contracts_of
    ON contracts_of.owner = recipient.id
), contracts_exists_outer AS (
  SELECT
    *,
    CASE
      WHEN revenue_fen = 0 OR share_millionths_high = 0
      THEN 0
      ELSE CASE
        WHEN share_millionths_high > intDiv(CAST(4611686018427387903 AS Nullable(Int64)), nullIf(revenue_fen, 0))
        THEN intDiv(CAST(4611686018427387903 AS Nullable(Int64)), nullIf(share_millionths_high, 0))
        ELSE revenue_fen
      END * share_millionths_high
    END AS contracts_exists_reads,
    CASE
      WHEN share_millionths_low > intDiv(CAST(4611686018427387903 AS Nullable(Int64)), nullIf(revenue_fen_low, 0))
      THEN intDiv(CAST(4611686018427387903 AS Nullable(Int64)), nullIf(share_millionths_low, 0))
      ELSE revenue_fen_low
    END * share_millionths_low AS contracts_exists_reads_
  FROM facts
), contracts_records AS (
  SELECT
    record.owner,
    recipient.contracts_exists_reads,
    recipient.contracts_exists_reads_,
    CASE WHEN record.fulfilled THEN 2 WHEN NOT record.fulfilled THEN 0 ELSE 1 END AS fulfilled,
    COALESCE(record.contract_value_fen, 0) AS contract_value_fen_low,
    record.contract_value_fen,
    toInt32(toDate32(record."signed")) + 719163 AS "signed",
    COALESCE(record.discount_millionths, 1000000) AS discount_millionths_high,
    COALESCE(record.discount_millionths, 0) AS discount_millionths_low,
    record.discount_millionths
  FROM contracts AS record
  INNER JOIN contracts_exists_outer AS recipient
    ON recipient.id = record.owner
  WHERE
    recipient.contracts_listed = 1
), contracts_terms_1 AS (
  SELECT
    *,
    LEAST(
      fulfilled,
      CASE
        WHEN contracts_exists_reads < CASE
          WHEN contract_value_fen_low > CAST(4611686018427 AS Nullable(Int64))
          THEN CAST(4611686018427 AS Nullable(Int64))
          WHEN contract_value_fen_low < CAST(-4611686018427 AS Nullable(Int64))
          THEN CAST(-4611686018427 AS Nullable(Int64))
          ELSE contract_value_fen_low
        END * 1000000
        THEN 2
        WHEN CASE
          WHEN contract_value_fen > CAST(4611686018427 AS Nullable(Int64))
          THEN CAST(4611686018427 AS Nullable(Int64))
          WHEN contract_value_fen < CAST(-4611686018427 AS Nullable(Int64))
          THEN CAST(-4611686018427 AS Nullable(Int64))
          ELSE contract_value_fen
        END * 1000000 <= contracts_exists_reads_
        THEN 0
        ELSE 1
      END,
      CASE
        WHEN "signed" < 738886 /* 2024-01-01 */
        THEN 0
        WHEN "signed" >= 738886 /* 2024-01-01 */
        THEN 2
        ELSE 1
      END
    ) AS term_1
  FROM contracts_records
), contracts_terms_2 AS (
  SELECT
    *,
    CASE WHEN term_1 <> 0 THEN 1 ELSE 0 END AS test_2
  FROM contracts_terms_1
), contracts_by_record AS (
  SELECT
    *,
    LEAST(
      term_1,
      CASE
        WHEN discount_millionths_high < 500000 /* 50% */
        THEN 2
        WHEN discount_millionths_low >= 500000 /* 50% */
        THEN 0
        ELSE 1
      END
    ) AS contracts_exists_low_of_record,
    CASE WHEN contract_value_fen IS NULL AND test_2 = 1 THEN 1 ELSE 0 END AS contracts_exists_unknown_0_of_record,
    CASE WHEN discount_millionths IS NULL AND test_2 = 1 THEN 1 ELSE 0 END AS contracts_exists_unknown_1_of_record,
    CASE WHEN fulfilled = 1 AND test_2 = 1 THEN 1 ELSE 0 END AS contracts_exists_unknown_2_of_record,
    CASE WHEN "signed" IS NULL AND test_2 = 1 THEN 1 ELSE 0 END AS contracts_exists_unknown_3_of_record
  FROM contracts_terms_2
), contracts_grouped AS (
  SELECT
    owner,
    MAX(contracts_exists_low_of_record) AS contracts_exists_low_total,
    MAX(contracts_exists_unknown_0_of_record) AS contracts_exists_unknown_0_total,
    MAX(contracts_exists_unknown_1_of_record) AS contracts_exists_unknown_1_total,
    MAX(contracts_exists_unknown_2_of_record) AS contracts_exists_unknown_2_total,
    MAX(contracts_exists_unknown_3_of_record) AS contracts_exists_unknown_3_total,
    MAX(
      CASE
        WHEN contract_value_fen_low > CAST(4611686018427 AS Nullable(Int64))
        OR contract_value_fen > CAST(4611686018427 AS Nullable(Int64))
        THEN 1
        ELSE 0
      END
    ) AS contracts_exists_beyond_total
  FROM contracts_by_record
  GROUP BY
    owner
), contracts_folded_ AS (
  SELECT
    owner,
    contracts_exists_low_total AS contracts_exists_low,
    CASE WHEN contracts_exists_beyond_total = 1 THEN 1 ELSE 0 END AS contracts_exists_beyond,
    contracts_exists_unknown_0_total AS contracts_exists_unknown_0,
    contracts_exists_unknown_1_total AS contracts_exists_unknown_1,
    contracts_exists_unknown_2_total AS contracts_exists_unknown_2,
    contracts_exists_unknown_3_total AS contracts_exists_unknown_3
  FROM contracts_grouped
), contracts_exists_known AS (
  SELECT
    recipient.*,
    COALESCE(contracts_of.contracts_exists_low, 0) AS contracts_exists_low,
    COALESCE(contracts_of.contracts_exists_beyond, 0) AS contracts_exists_beyond,
    COALESCE(contracts_of.contracts_exists_unknown_2, 0) AS contracts_exists_unknown_2,
    COALESCE(contracts_of.contracts_exists_unknown_0, 0) AS contracts_exists_unknown_0,
    COALESCE(contracts_of.contracts_exists_unknown_3, 0) AS contracts_exists_unknown_3,
    COALESCE(contracts_of.contracts_exists_unknown_1, 0) AS contracts_exists_unknown_1
  FROM contracts_exists_outer AS recipient
  LEFT JOIN contracts_folded_ AS contracts_of
    ON contracts_of.owner = recipient.id
), contracts_records_ AS (
  SELECT
    record.owner,
    recipient.contracts_exists_reads,
    recipient.contracts_exists_reads_,
    CASE WHEN record.fulfilled THEN 2 WHEN NOT record.fulfilled THEN 0 ELSE 1 END AS fulfilled,
    COALESCE(record.contract_value_fen, 0) AS contract_value_fen_low,
    record.contract_value_fen,
    toInt32(toDate32(record."signed")) + 719163 AS "signed",
    COALESCE(record.pieces, 10) AS pieces_high,
    COALESCE(record.pieces, 1) AS pieces_low,
    record.pieces
  FROM contracts AS record
  INNER JOIN contracts_exists_known AS recipient
    ON recipient.id = record.owner
  WHERE
    recipient.contracts_listed = 1
), contracts_terms_1_ AS (
  SELECT
    *,
    LEAST(
      fulfilled,
      CASE
        WHEN contracts_exists_reads < CASE
          WHEN contract_value_fen_low > CAST(4611686018427 AS Nullable(Int64))
          THEN CAST(4611686018427 AS Nullable(Int64))
          WHEN contract_value_fen_low < CAST(-4611686018427 AS Nullable(Int64))
          THEN CAST(-4611686018427 AS Nullable(Int64))
          ELSE contract_value_fen_low
        END * 1000000
        THEN 2
        WHEN CASE
          WHEN contract_value_fen > CAST(4611686018427 AS Nullable(Int64))
          THEN CAST(4611686018427 AS Nullable(Int64))
          WHEN contract_value_fen < CAST(-4611686018427 AS Nullable(Int64))
          THEN CAST(-4611686018427 AS Nullable(Int64))
          ELSE contract_value_fen
        END * 1000000 <= contracts_exists_reads_
        THEN 0
        ELSE 1
      END,
      CASE
        WHEN "signed" < 738886 /* 2024-01-01 */
        THEN 0
        WHEN "signed" >= 738886 /* 2024-01-01 */
        THEN 2
        ELSE 1
      END
    ) AS term_1
  FROM contracts_records_
), contracts_terms_2_ AS (
  SELECT
    *,
    CASE WHEN term_1 <> 0 THEN 1 ELSE 0 END AS test_2
  FROM contracts_terms_1_
), contracts_by_record_ AS (
  SELECT
    *,
    GREATEST(2 - term_1, CASE WHEN pieces_high < 2 /* 2个 */ THEN 0 WHEN pieces_low >= 2 /* 2个 */ THEN 2 ELSE 1 END) AS contracts_all_low_of_record,
    CASE WHEN contract_value_fen IS NULL AND test_2 = 1 THEN 1 ELSE 0 END AS contracts_all_unknown_0_of_record,
    CASE WHEN pieces IS NULL AND test_2 = 1 THEN 1 ELSE 0 END AS contracts_all_unknown_1_of_record,
    CASE WHEN fulfilled = 1 AND test_2 = 1 THEN 1 ELSE 0 END AS contracts_all_unknown_2_of_record,
    CASE WHEN "signed" IS NULL AND test_2 = 1 THEN 1 ELSE 0 END AS contracts_all_unknown_3_of_record
  FROM contracts_terms_2_
), contracts_grouped_ AS (
  SELECT
    owner,
    MIN(contracts_all_low_of_record) AS contracts_all_low_total,
    MAX(contracts_all_unknown_0_of_record) AS contracts_all_unknown_0_total,
    MAX(contracts_all_unknown_1_of_record) AS contracts_all_unknown_1_total,
    MAX(contracts_all_unknown_2_of_record) AS contracts_all_unknown_2_total,
    MAX(contracts_all_unknown_3_of_record) AS contracts_all_unknown_3_total,
    MAX(
      CASE
        WHEN contract_value_fen_low > CAST(4611686018427 AS Nullable(Int64))
        OR contract_value_fen > CAST(4611686018427 AS Nullable(Int64))
        THEN 1
        ELSE 0
      END
    ) AS contracts_all_beyond_total
  FROM contracts_by_record_
  GROUP BY
    owner
), contracts_folded__ AS (
  SELECT
    owner,
    contracts_all_low_total AS contracts_all_low,
    CASE WHEN contracts_all_beyond_total = 1 THEN 1 ELSE 0 END AS contracts_all_beyond,
    contracts_all_unknown_0_total AS contracts_all_unknown_0,
    contracts_all_unknown_1_total AS contracts_all_unknown_1,
    contracts_all_unknown_2_total AS contracts_all_unknown_2,
    contracts_all_unknown_3_total AS contracts_all_unknown_3
  FROM contracts_grouped_
), contracts_all_known AS (
  SELECT
    recipient.*,
    COALESCE(contracts_of.contracts_all_low, 2) AS contracts_all_low,
    COALESCE(contracts_of.contracts_all_beyond, 0) AS contracts_all_beyond,
    COALESCE(contracts_of.contracts_all_unknown_2, 0) AS contracts_all_unknown_2,
    COALESCE(contracts_of.contracts_all_unknown_0, 0) AS contracts_all_unknown_0,
    COALESCE(contracts_of.contracts_all_unknown_3, 0) AS contracts_all_unknown_3,
    COALESCE(contracts_of.contracts_all_unknown_1, 0) AS contracts_all_unknown_1
  FROM contracts_exists_known AS recipient
  LEFT JOIN contracts_folded__ AS contracts_of
    ON contracts_of.owner = recipient.id
), contracts_records__ AS (
  SELECT
    record.owner,
    recipient.contracts_exists_reads,
    recipient.contracts_exists_reads_,
    CASE WHEN record.fulfilled THEN 2 WHEN NOT record.fulfilled THEN 0 ELSE 1 END AS fulfilled,
    COALESCE(record.contract_value_fen, 0) AS contract_value_fen_low,
    record.contract_value_fen,
    toInt32(toDate32(record."signed")) + 719163 AS "signed"
  FROM contracts AS record
  INNER JOIN contracts_all_known AS recipient
    ON recipient.id = record.owner
  WHERE
    recipient.contracts_listed = 1
), contracts_terms_1__ AS (
  SELECT
    *,
    LEAST(
      fulfilled,
      CASE
        WHEN contracts_exists_reads < CASE
          WHEN contract_value_fen_low > CAST(4611686018427 AS Nullable(Int64))
          THEN CAST(4611686018427 AS Nullable(Int64))
          WHEN contract_value_fen_low < CAST(-4611686018427 AS Nullable(Int64))
          THEN CAST(-4611686018427 AS Nullable(Int64))
          ELSE contract_value_fen_low
        END * 1000000
        THEN 2
        WHEN CASE
          WHEN contract_value_fen > CAST(4611686018427 AS Nullable(Int64))
          THEN CAST(4611686018427 AS Nullable(Int64))
          WHEN contract_value_fen < CAST(-4611686018427 AS Nullable(Int64))
          THEN CAST(-4611686018427 AS Nullable(Int64))
          ELSE contract_value_fen
        END * 1000000 <= contracts_exists_reads_
        THEN 0
        ELSE 1
      END,
      CASE
        WHEN "signed" < 738886 /* 2024-01-01 */
        THEN 0
        WHEN "signed" >= 738886 /* 2024-01-01 */
        THEN 2
        ELSE 1
      END
    ) AS term_1
  FROM contracts_records__
), contracts_terms_2__ AS (
  SELECT
    *,
    CASE WHEN term_1 <> 0 THEN 1 ELSE 0 END AS test_2
  FROM contracts_terms_1__
), contracts_by_record__ AS (
  SELECT
    *,
    LEAST(term_1, fulfilled) AS contracts_count_low_of_record,
    CASE WHEN contract_value_fen IS NULL AND test_2 = 1 THEN 1 ELSE 0 END AS contracts_count_unknown_0_of_record,
    CASE WHEN fulfilled = 1 AND test_2 = 1 THEN 1 ELSE 0 END AS contracts_count_unknown_1_of_record,
    CASE WHEN "signed" IS NULL AND test_2 = 1 THEN 1 ELSE 0 END AS contracts_count_unknown_2_of_record
  FROM contracts_terms_2__
), contracts_grouped__ AS (
  SELECT
    owner,
    CAST(COUNT(CASE WHEN contracts_count_low_of_record = 2 THEN 1 END) AS Nullable(Int64)) AS contracts_count_low_total,
    CAST(COUNT(CASE WHEN contracts_count_low_of_record >= 1 THEN 1 END) AS Nullable(Int64)) AS contracts_count_high_total,
    MAX(contracts_count_unknown_0_of_record) AS contracts_count_unknown_0_total,
    MAX(contracts_count_unknown_1_of_record) AS contracts_count_unknown_1_total,
    MAX(contracts_count_unknown_2_of_record) AS contracts_count_unknown_2_total,
    MAX(
      CASE
        WHEN contract_value_fen_low > CAST(4611686018427 AS Nullable(Int64))
        OR contract_value_fen > CAST(4611686018427 AS Nullable(Int64))
        THEN 1
        ELSE 0
      END
    ) AS contracts_count_beyond_total
  FROM contracts_by_record__
  GROUP BY
    owner
), contracts_folded___ AS (
  SELECT
    owner,
    contracts_count_low_total AS contracts_count_low,
    contracts_count_high_total AS contracts_count_high,
    CASE WHEN contracts_count_beyond_total = 1 THEN 1 ELSE 0 END AS contracts_count_beyond,
    contracts_count_unknown_0_total AS contracts_count_unknown_0,
    contracts_count_unknown_1_total AS contracts_count_unknown_1,
    contracts_count_unknown_2_total AS contracts_count_unknown_2
  FROM contracts_grouped__
), contracts_count_known AS (
  SELECT
    recipient.*,
    COALESCE(contracts_of.contracts_count_low, 0) AS contracts_count_low,
    COALESCE(contracts_of.contracts_count_high, 0) AS contracts_count_high,
    COALESCE(contracts_of.contracts_count_beyond, 0) AS contracts_count_beyond,
    COALESCE(contracts_of.contracts_count_unknown_1, 0) AS contracts_count_unknown_1,
    COALESCE(contracts_of.contracts_count_unknown_0, 0) AS contracts_count_unknown_0,
    COALESCE(contracts_of.contracts_count_unknown_2, 0) AS contracts_count_unknown_2
  FROM contracts_all_known AS recipient
  LEFT JOIN contracts_folded___ AS contracts_of
    ON contracts_of.owner = recipient.id
), contracts_records___ AS (
  SELECT
    record.owner,
    recipient.contracts_exists_reads,
    recipient.contracts_exists_reads_,
    CASE WHEN record.fulfilled THEN 2 WHEN NOT record.fulfilled THEN 0 ELSE 1 END AS fulfilled,
    COALESCE(record.contract_value_fen, 0) AS contract_value_fen_low,
    record.contract_value_fen,
    toInt32(toDate32(record."signed")) + 719163 AS "signed",
    record.grade
  FROM contracts AS record
  INNER JOIN contracts_count_known AS recipient
    ON recipient.id = record.owner
  WHERE
    recipient.contracts_listed = 1
), contracts_terms_1___ AS (
  SELECT
    *,
    LEAST(
      fulfilled,
      CASE
        WHEN contracts_exists_reads < CASE
          WHEN contract_value_fen_low > CAST(4611686018427 AS Nullable(Int64))
          THEN CAST(4611686018427 AS Nullable(Int64))
          WHEN contract_value_fen_low < CAST(-4611686018427 AS Nullable(Int64))
          THEN CAST(-4611686018427 AS Nullable(Int64))
          ELSE contract_value_fen_low
        END * 1000000
        THEN 2
        WHEN CASE
          WHEN contract_value_fen > CAST(4611686018427 AS Nullable(Int64))
          THEN CAST(4611686018427 AS Nullable(Int64))
          WHEN contract_value_fen < CAST(-4611686018427 AS Nullable(Int64))
          THEN CAST(-4611686018427 AS Nullable(Int64))
          ELSE contract_value_fen
        END * 1000000 <= contracts_exists_reads_
        THEN 0
        ELSE 1
      END,
      CASE
        WHEN "signed" < 738886 /* 2024-01-01 */
        THEN 0
        WHEN "signed" >= 738886 /* 2024-01-01 */
        THEN 2
        ELSE 1
      END
    ) AS term_1,
    CASE
      WHEN CASE WHEN grade IS NOT NULL THEN CASE WHEN grade IN ('national') THEN 2 ELSE 0 END ELSE 1 END <> 0
      THEN 30 /* 3% */
    END AS term_2,
    CASE
      WHEN CASE WHEN grade IS NOT NULL THEN CASE WHEN grade IN ('national') THEN 2 ELSE 0 END ELSE 1 END <> 2
      THEN 7 /* 0.7% */
    END AS term_3
  FROM contracts_records___
), contracts_terms_2___ AS (
  SELECT
    *,
    CASE WHEN term_1 = 2 THEN 1 ELSE 0 END AS test_4,
    COALESCE(
      nullIf(
        GREATEST(
          COALESCE(term_2, CAST(-4611686018427387904 AS Nullable(Int64))),
          COALESCE(term_3, CAST(-4611686018427387904 AS Nullable(Int64)))
        ),
        CAST(-4611686018427387904 AS Nullable(Int64))
      ),
      7 /* 0.7% */
    ) AS term_5,
    CASE WHEN term_1 <> 0 THEN 1 ELSE 0 END AS test_6
  FROM contracts_terms_1___
), contracts_terms_3 AS (
  SELECT
    *,
    CASE WHEN contract_value_fen = 0 OR term_5 = 0 THEN 0 ELSE contract_value_fen * term_5 END AS term_7
  FROM contracts_terms_2___
), contracts_by_record___ AS (
  SELECT
    *,
    CASE
      WHEN test_4 = 1
      THEN contract_value_fen_low * COALESCE(
        nullIf(
          LEAST(
            COALESCE(term_2, CAST(4611686018427387904 AS Nullable(Int64))),
            COALESCE(term_3, CAST(4611686018427387904 AS Nullable(Int64)))
          ),
          CAST(4611686018427387904 AS Nullable(Int64))
        ),
        7 /* 0.7% */
      )
      ELSE 0
    END AS contracts_sum_low_of_record,
    CASE WHEN test_4 = 1 THEN term_7 WHEN term_1 = 1 THEN term_7 ELSE 0 END AS contracts_sum_high_of_record,
    CASE WHEN contract_value_fen IS NULL AND test_6 = 1 THEN 1 ELSE 0 END AS contracts_sum_unknown_0_of_record,
    CASE WHEN fulfilled = 1 AND test_6 = 1 THEN 1 ELSE 0 END AS contracts_sum_unknown_1_of_record,
    CASE WHEN grade IS NULL AND test_6 = 1 THEN 1 ELSE 0 END AS contracts_sum_unknown_2_of_record,
    CASE WHEN "signed" IS NULL AND test_6 = 1 THEN 1 ELSE 0 END AS contracts_sum_unknown_3_of_record
  FROM contracts_terms_3
), contracts_grouped___ AS (
  SELECT
    owner,
    SUM(CAST(contracts_sum_low_of_record AS Nullable(Int128))) AS contracts_sum_low_total,
    CASE
      WHEN COUNT(contracts_sum_high_of_record) = COUNT(*)
      THEN SUM(CAST(contracts_sum_high_of_record AS Nullable(Int128)))
    END AS contracts_sum_high_total,
    MAX(contracts_sum_unknown_0_of_record) AS contracts_sum_unknown_0_total,
    MAX(contracts_sum_unknown_1_of_record) AS contracts_sum_unknown_1_total,
    MAX(contracts_sum_unknown_2_of_record) AS contracts_sum_unknown_2_total,
    MAX(contracts_sum_unknown_3_of_record) AS contracts_sum_unknown_3_total,
    MAX(
      CASE
        WHEN contract_value_fen_low > CAST(4611686018427 AS Nullable(Int64))
        OR contract_value_fen > CAST(4611686018427 AS Nullable(Int64))
        THEN 1
        ELSE 0
      END
    ) AS contracts_sum_beyond_total
  FROM contracts_by_record___
  GROUP BY
    owner
), contracts_folded____ AS (
  SELECT
    owner,
    CAST(CASE
      WHEN contracts_sum_low_total > CAST(288230376151711743 AS Nullable(Int64))
      THEN CAST(288230376151711743 AS Nullable(Int64))
      WHEN contracts_sum_low_total < CAST(-288230376151711743 AS Nullable(Int64))
      THEN CAST(-288230376151711743 AS Nullable(Int64))
      ELSE contracts_sum_low_total
    END AS Nullable(Int64)) AS contracts_sum_low,
    CAST(CASE
      WHEN contracts_sum_high_total > CAST(288230376151711743 AS Nullable(Int64))
      THEN CAST(288230376151711743 AS Nullable(Int64))
      WHEN contracts_sum_high_total < CAST(-288230376151711743 AS Nullable(Int64))
      THEN CAST(-288230376151711743 AS Nullable(Int64))
      ELSE contracts_sum_high_total
    END AS Nullable(Int64)) AS contracts_sum_high,
    CASE
      WHEN contracts_sum_beyond_total = 1
      OR contracts_sum_low_total > CAST(288230376151711743 AS Nullable(Int64))
      OR contracts_sum_low_total < -CAST(288230376151711743 AS Nullable(Int64))
      OR contracts_sum_high_total > CAST(288230376151711743 AS Nullable(Int64))
      OR contracts_sum_high_total < -CAST(288230376151711743 AS Nullable(Int64))
      THEN 1
      ELSE 0
    END AS contracts_sum_beyond,
    contracts_sum_unknown_0_total AS contracts_sum_unknown_0,
    contracts_sum_unknown_1_total AS contracts_sum_unknown_1,
    contracts_sum_unknown_2_total AS contracts_sum_unknown_2,
    contracts_sum_unknown_3_total AS contracts_sum_unknown_3
  FROM contracts_grouped___
), contracts_sum_known AS (
  SELECT
    recipient.*,
    COALESCE(contracts_of.contracts_sum_low, 0) AS contracts_sum_low,
    CASE WHEN contracts_of.owner IS NULL THEN 0 ELSE contracts_of.contracts_sum_high END AS contracts_sum_high,
    COALESCE(contracts_of.contracts_sum_beyond, 0) AS contracts_sum_beyond,
    COALESCE(contracts_of.contracts_sum_unknown_1, 0) AS contracts_sum_unknown_1,
    COALESCE(contracts_of.contracts_sum_unknown_0, 0) AS contracts_sum_unknown_0,
    COALESCE(contracts_of.contracts_sum_unknown_3, 0) AS contracts_sum_unknown_3,
    COALESCE(contracts_of.contracts_sum_unknown_2, 0) AS contracts_sum_unknown_2
  FROM contracts_count_known AS recipient
  LEFT JOIN contracts_folded____ AS contracts_of
    ON contracts_of.owner = recipient.id
), conditions AS (
  SELECT
    *,
    GREATEST(
      CASE
        WHEN registered > 737484 /* 2020-02-29 */
        THEN 0
        WHEN registered <= 737484 /* 2020-02-29 */
        THEN 2
        ELSE 1
      END,
      CASE WHEN size IS NOT NULL THEN CASE WHEN size IN ('small', 'micro') THEN 2 ELSE 0 END ELSE 1 END
    ) AS condition_1, /* 注册日 <= 2020-02-29 或 大小 属于 {小型, 微型} */
    CASE WHEN contracts_listed = 1 THEN contracts_exists_low ELSE 1 END AS condition_2, /* 存在(合同: 折扣 < 50%) */
    CASE WHEN contracts_listed = 1 THEN contracts_all_low ELSE 1 END AS condition_3, /* 全部(合同: 件数 >= 2个) */
    CASE
      WHEN CASE WHEN contracts_listed = 1 THEN contracts_count_low ELSE 0 END > 1 /* 1个 */
      THEN 2
      WHEN CASE WHEN contracts_listed = 1 THEN contracts_count_high END <= 1 /* 1个 */
      THEN 0
      ELSE 1
    END AS condition_4 /* 个数(合同: 履约) > 1个 */
  FROM contracts_sum_known
), terms_1 AS (
  SELECT
    *,
    CASE
      WHEN contracts_listed = 1
      THEN contracts_sum_low
      WHEN CAST(0 AS Nullable(Int64)) * LEAST(30 /* 3% */, 7 /* 0.7% */) >= 0
      THEN 0
    END + (
      profit_fen * 1000
    ) AS term_1,
    GREATEST(
      CASE
        WHEN quantity_low > intDiv(CAST(4611686018427387903 AS Nullable(Int64)), nullIf(cost_fen_low, 0))
        THEN intDiv(CAST(4611686018427387903 AS Nullable(Int64)), nullIf(quantity_low, 0))
        ELSE cost_fen_low
      END * quantity_low,
      1000000 /* 1万元 */
    ) AS term_2,
    CASE
      WHEN cost_fen = 0 OR quantity = 0
      THEN 0
      ELSE CASE
        WHEN quantity > intDiv(CAST(4611686018427387903 AS Nullable(Int64)), nullIf(cost_fen, 0))
        THEN intDiv(CAST(4611686018427387903 AS Nullable(Int64)), nullIf(quantity, 0))
        ELSE cost_fen
      END * quantity
    END AS term_3
  FROM conditions
), terms_2 AS (
  SELECT
    *,
    CASE
      WHEN term_2 > CAST(4611686018427387 AS Nullable(Int64))
      THEN CAST(4611686018427387 AS Nullable(Int64))
      WHEN term_2 < CAST(-4611686018427387 AS Nullable(Int64))
      THEN CAST(-4611686018427387 AS Nullable(Int64))
      ELSE term_2
    END * 1000 AS term_4,
    CASE WHEN term_3 < 1000000 /* 1万元 */ THEN 1000000 /* 1万元 */ ELSE term_3 END AS term_5
  FROM terms_1
), terms_3 AS (
  SELECT
    *,
    CASE WHEN term_4 < term_1 THEN term_4 ELSE term_1 END AS term_6,
    LEAST(
      COALESCE(
        CASE
          WHEN contracts_listed = 1
          THEN contracts_sum_high
          WHEN CASE WHEN GREATEST(30 /* 3% */, 7 /* 0.7% */) = 0 THEN 0 END <= 0
          THEN 0
        END + (
          profit_fen * 1000
        ),
        CAST(4611686018427387904 AS Nullable(Int64))
      ),
      COALESCE(
        CASE
          WHEN term_5 > CAST(4611686018427387 AS Nullable(Int64))
          THEN CAST(4611686018427387 AS Nullable(Int64))
          WHEN term_5 < CAST(-4611686018427387 AS Nullable(Int64))
          THEN CAST(-4611686018427387 AS Nullable(Int64))
          ELSE term_5
        END * 1000,
        CAST(4611686018427387904 AS Nullable(Int64))
      ),
      CAST(10000000000 AS Nullable(Int64)) /* 10万元 */
    ) AS term_7
  FROM terms_2
), terms_4 AS (
  SELECT
    *,
    CASE
      WHEN term_6 > CAST(10000000000 AS Nullable(Int64)) /* 10万元 */
      THEN CAST(10000000000 AS Nullable(Int64)) /* 10万元 */
      ELSE term_6
    END AS term_8
  FROM terms_3
), terms_5 AS (
  SELECT
    *,
    CASE WHEN term_8 < 0 THEN 0 ELSE intDiv((
      term_8 + 500
    ), 1000) END AS term_9
  FROM terms_4
), amounts AS (
  SELECT
    *,
    LEAST(condition_1, condition_2, condition_3, condition_4) AS all_conditions,
    COALESCE(term_9, 0) AS amount_low,
    CASE WHEN term_7 < 0 THEN 0 ELSE intDiv((
      term_7 + 500
    ), 1000) END AS amount_high
  FROM terms_5
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
      THEN CASE
        WHEN condition_1 = 0
        THEN 1
        WHEN condition_2 = 0
        THEN 2
        WHEN condition_3 = 0
        THEN 3
        WHEN condition_4 = 0
        THEN 4
        ELSE 0
      END
      WHEN amount_high = 0
      THEN -2
      WHEN all_conditions = 1
      THEN CASE
        WHEN condition_1 = 1
        THEN 1
        WHEN condition_2 = 1
        THEN 2
        WHEN condition_3 = 1
        THEN 3
        WHEN condition_4 = 1
        THEN 4
        ELSE 0
      END
      WHEN amount_low <= 0
      THEN -2
      ELSE 0
    END AS deciding
  FROM amounts
), terms_6 AS (
  SELECT
    *,
    CASE WHEN term_9 IS NULL OR term_9 <> amount_high THEN 1 ELSE 0 END AS test_10
  FROM outcomes
), terms_7 AS (
  SELECT
    *,
    CASE WHEN condition_2 = 1 OR condition_3 = 1 OR condition_4 = 1 OR test_10 = 1 THEN 1 ELSE 0 END AS test_11
  FROM terms_6
), open_facts AS (
  SELECT
    *,
    CASE WHEN condition_1 = 1 AND registered IS NULL THEN 1 ELSE 0 END AS missing_1, /* registered */
    CASE WHEN condition_1 = 1 AND size IS NULL THEN 1 ELSE 0 END AS missing_2, /* size */
    CASE WHEN test_11 = 1 AND contracts_listed = 0 THEN 1 ELSE 0 END AS missing_3, /* contracts */
    CASE
      WHEN test_11 = 1
      AND (
        contracts_exists_unknown_2 = 1
        OR contracts_all_unknown_2 = 1
        OR contracts_count_unknown_1 = 1
        OR contracts_sum_unknown_1 = 1
      )
      THEN 1
      ELSE 0
    END AS missing_4, /* contracts.fulfilled */
    CASE
      WHEN test_11 = 1
      AND (
        contracts_exists_unknown_0 = 1
        OR contracts_all_unknown_0 = 1
        OR contracts_count_unknown_0 = 1
        OR contracts_sum_unknown_0 = 1
      )
      THEN 1
      ELSE 0
    END AS missing_5, /* contracts.contract_value */
    CASE
      WHEN test_11 = 1
      AND (
        contracts_exists_unknown_3 = 1
        OR contracts_all_unknown_3 = 1
        OR contracts_count_unknown_2 = 1
        OR contracts_sum_unknown_3 = 1
      )
      THEN 1
      ELSE 0
    END AS missing_6, /* contracts.signed */
    CASE WHEN condition_2 = 1 AND contracts_exists_unknown_1 = 1 THEN 1 ELSE 0 END AS missing_7, /* contracts.discount */
    CASE WHEN test_11 = 1 AND revenue_fen IS NULL THEN 1 ELSE 0 END AS missing_8, /* revenue */
    CASE WHEN test_11 = 1 AND share_millionths IS NULL THEN 1 ELSE 0 END AS missing_9, /* share */
    CASE WHEN condition_3 = 1 AND contracts_all_unknown_1 = 1 THEN 1 ELSE 0 END AS missing_10, /* contracts.pieces */
    CASE WHEN test_10 = 1 AND contracts_sum_unknown_2 = 1 THEN 1 ELSE 0 END AS missing_11, /* contracts.grade */
    CASE WHEN test_10 = 1 AND profit_fen IS NULL THEN 1 ELSE 0 END AS missing_12, /* profit */
    CASE WHEN test_10 = 1 AND cost_fen IS NULL THEN 1 ELSE 0 END AS missing_13, /* cost */
    CASE WHEN test_10 = 1 AND quantity IS NULL THEN 1 ELSE 0 END AS missing_14 /* quantity */
  FROM terms_7
)
SELECT
  id,
  outcome,
  deciding,
  CAST(CASE WHEN outcome = 3 THEN amount_low ELSE 0 END AS Nullable(Int64)) AS "low",
  CAST(CASE WHEN outcome = 3 OR outcome = 2 THEN amount_high ELSE 0 END AS Nullable(Int64)) AS "high",
  CAST(missing_1 + 2 * missing_2 + 4 * missing_3 + 8 * missing_4 + 16 * missing_5 + 32 * missing_6 + 64 * missing_7 + 128 * missing_8 + 256 * missing_9 + 512 * missing_10 + 1024 * missing_11 + 2048 * missing_12 + 4096 * missing_13 + 8192 * missing_14 AS Nullable(Int64)) AS missing,
  CASE
    WHEN share_millionths_high > intDiv(CAST(4611686018427387903 AS Nullable(Int64)), nullIf(revenue_fen, 0))
    OR share_millionths_low > intDiv(CAST(4611686018427387903 AS Nullable(Int64)), nullIf(revenue_fen_low, 0))
    OR contracts_exists_beyond = 1
    OR contracts_all_beyond = 1
    OR contracts_count_beyond = 1
    OR contracts_sum_beyond = 1
    OR quantity > CAST(1099511627776 AS Nullable(Int64))
    OR quantity > intDiv(CAST(4611686018427387903 AS Nullable(Int64)), nullIf(cost_fen, 0))
    OR quantity_low > intDiv(CAST(4611686018427387903 AS Nullable(Int64)), nullIf(cost_fen_low, 0))
    OR term_2 > CAST(4611686018427387 AS Nullable(Int64))
    OR term_5 > CAST(4611686018427387 AS Nullable(Int64))
    THEN 1
    ELSE 0
  END AS beyond
FROM open_facts
SETTINGS join_use_nulls = 1
