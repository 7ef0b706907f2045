"""The closed list of diagnostic codes: their words in Chinese and English, and what to do.

Codes are public interface: they are never renamed or reused. ``E`` errors keep a file, rule or fact from
being used; ``W`` warnings are what ``check`` objects to in a text that loads; ``F`` are faults of facts, in files and in tables,
``R`` those of reforms.
``docs/diagnostics.md`` is generated from this list.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


class Words(NamedTuple):
    """Words in Chinese and English; ``{name}`` is filled in from the diagnostic's details."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The words in a language."""
        return self.zh if language == "zh" else self.en


class Code(NamedTuple):
    """A kind of fault."""

    severity: Severity
    title: Words
    message: Words
    hint: Words


CODES: dict[str, Code] = {
    "E001": Code(
        "error",
        Words("不是 UTF-8 文本", "Not UTF-8 text"),
        Words(
            "第 {offset} 字节({byte})不是 UTF-8。",
            "Byte {offset} ({byte}) is not UTF-8.",
        ),
        Words("用编辑器另存为 UTF-8。", "Save the file as UTF-8."),
    ),
    "E002": Code(
        "error",
        Words("文件太大", "File too large"),
        Words(
            "文件超过 {limit}。",
            "The file is larger than {limit}.",
        ),
        Words("拆成几个文件,或删去不属于政策的内容。", "Split it, or take out what is not policy."),
    ),
    "E003": Code(
        "error",
        Words("一行太长", "Line too long"),
        Words(
            "这一行有 {length} 个字符,上限是 {limit}。",
            "The line has {length} characters; the limit is {limit}.",
        ),
        Words("换行。", "Break the line."),
    ),
    "E004": Code(
        "error",
        Words("看不见的字符", "Invisible character"),
        Words(
            "这里有看不见的字符 {sign}。",
            "There is an invisible character {sign} here.",
        ),
        Words(
            "删去它:签字的文本只能有看得见的内容。",
            "Delete it: a text that is signed may hold only what can be seen.",
        ),
    ),
    "E005": Code(
        "error",
        Words("读不了文件", "File cannot be read"),
        Words(
            "系统说:{reason}。",
            "The system says: {reason}.",
        ),
        Words("检查路径和权限。", "Check the path and the permissions."),
    ),
    "E006": Code(
        "error",
        Words("文件头有误", "Front matter faulty"),
        Words(
            "文件头里的“{line}”不是“键: 值”。",
            "“{line}” in the front matter is not “key: value”.",
        ),
        Words("每行写一项“键: 值”。", "Write one “key: value” a line."),
    ),
    "E007": Code(
        "error",
        Words("文件头里未知的键", "Unknown key in the front matter"),
        Words(
            "文件头没有“{key}”这一项;可用的有:{known}。",
            "The front matter has no entry “{key}”; there are: {known}.",
        ),
        Words("改名或删去。", "Rename or delete it."),
    ),
    "E008": Code(
        "error",
        Words("文件头缺一项", "Front matter incomplete"),
        Words(
            "文件头缺“{key}”。",
            "The front matter lacks “{key}”.",
        ),
        Words("补上一行“{key}: …”。", "Add a line “{key}: …”."),
    ),
    "E009": Code(
        "error",
        Words("文件头的值有误", "Bad value in the front matter"),
        Words(
            "“{key}”写的是“{value}”,应为{expected}。",
            "“{key}” says “{value}” and should be {expected_en}.",
        ),
        Words("改成规定的写法。", "Write it as required."),
    ),
    "E010": Code(
        "error",
        Words("文件头一项写了两次", "Key twice in the front matter"),
        Words(
            "“{key}”出现了两次。",
            "“{key}” stands twice.",
        ),
        Words("留下一个。", "Keep one."),
    ),
    "E011": Code(
        "error",
        Words("标题没有键", "Heading without a key"),
        Words(
            "“{title}”没有键。",
            "“{title}” has no key.",
        ),
        Words("在标题末尾写 {{#英文键}}。", "Write {{#key}} at the end of the heading."),
    ),
    "E012": Code(
        "error",
        Words("标题花括号里有误", "Bad braces in a heading"),
        Words(
            "看不懂“{text}”。",
            "“{text}” is not understood.",
        ),
        Words(
            '写成 {{#key en="English name"}};键用小写字母、数字、连字符。',
            'Write {{#key en="English name"}}; keys are lower-case letters, digits, hyphens.',
        ),
    ),
    "E013": Code(
        "error",
        Words("两个条款用了同一个键", "Clause key used twice"),
        Words(
            "键“{key}”在第 {line} 行已经用过。",
            "The key “{key}” is used on line {line} already.",
        ),
        Words(
            "换一个键;同一条款的几个版本写在同一个标题下。",
            "Choose another; versions of one clause stand under one heading.",
        ),
    ),
    "E014": Code(
        "error",
        Words("块写在列表或引用里", "Block inside a list or a quotation"),
        Words(
            "“{info}”块写在列表或引用里面,不会被读到。",
            "The block “{info}” stands inside a list or a quotation and would not be read.",
        ),
        Words(
            "去掉它前面的缩进、- 或 >,让 ``` 顶格。",
            "Take away the indentation, - or > before it, so that ``` begins the line.",
        ),
    ),
    "E015": Code(
        "error",
        Words("代码块没有收尾", "Block not closed"),
        Words(
            "“{info}”块没有收尾的 ```。",
            "The block “{info}” has no closing ```.",
        ),
        Words("补上 ```。", "Add ```."),
    ),
    "E016": Code(
        "error",
        Words("未知的块", "Unknown block"),
        Words(
            "不认识“{info}”块。",
            "“{info}” is no kind of block.",
        ),
        Words("块只有“规则”和“算例”两种。", "Blocks are 规则 or 算例."),
    ),
    "E017": Code(
        "error",
        Words("一级标题应当恰好一个", "Exactly one top heading"),
        Words(
            "文件里有 {found} 个一级标题。",
            "The file has {found} headings of the first level.",
        ),
        Words("政策名用一级标题,条款用二级。", "The policy's name is the first level, clauses the second."),
    ),
    "E018": Code(
        "error",
        Words("算例上面没有规则", "算例 without a rule"),
        Words(
            "这个算例上面没有规则可算。",
            "There is no rule above this example.",
        ),
        Words("把它移到所属条款的规则块之后。", "Move it below the rule it belongs to."),
    ),
    "E019": Code(
        "error",
        Words("没有 list.md", "No list.md"),
        Words(
            "“{folder}”里没有 list.md,不是一份政策清单。",
            "“{folder}” holds no list.md; it is no policy list.",
        ),
        Words("给出含有 list.md 的文件夹。", "Name a folder that holds list.md."),
    ),
    "E020": Code(
        "error",
        Words("没有 vocabulary.md", "No vocabulary.md"),
        Words(
            "“{folder}”里没有 vocabulary.md。",
            "“{folder}” holds no vocabulary.md.",
        ),
        Words("补上词汇表。", "Add the vocabulary."),
    ),
    "E021": Code(
        "error",
        Words("没有政策文件", "No policy files"),
        Words(
            "“{folder}”里没有政策文件。",
            "“{folder}” holds no policy files.",
        ),
        Words(
            "政策文件按“编号-键.md”命名,如 11-compute-voucher.md。",
            "Policy files are named number-key.md, such as 11-compute-voucher.md.",
        ),
    ),
    "E022": Code(
        "error",
        Words("表头不对", "Wrong table columns"),
        Words(
            "表头是“{found}”,应为“{expected}”。",
            "The columns are “{found}” and should be “{expected}”.",
        ),
        Words("照此改列名和次序。", "Name and order the columns so."),
    ),
    "E023": Code(
        "error",
        Words("一行的格数不对", "Wrong number of cells"),
        Words(
            "这一行有 {found} 格,应为 {expected} 格。",
            "The row has {found} cells and should have {expected}.",
        ),
        Words("补齐或删去;格内的竖线写成 \\|。", "Add or delete cells; write a bar inside a cell as \\|."),
    ),
    "E024": Code(
        "error",
        Words("文件名与编号、键不符", "File name does not match"),
        Words(
            "文件名是“{name}”,按编号和键应为“{expected}”。",
            "The file is called “{name}”; number and key say “{expected}”.",
        ),
        Words("改文件名,或改文件头。", "Rename the file or mend the front matter."),
    ),
    "E025": Code(
        "error",
        Words("没有规则", "No rule"),
        Words(
            "这里没有可用的规则块。",
            "There is no usable 规则 block here.",
        ),
        Words("给条款写一个 ```规则 块。", "Give the clause a ```规则 block."),
    ),
    "E026": Code(
        "error",
        Words("编号或键与别的政策相同", "Number or key taken"),
        Words(
            "“{name}”与 {other} 相同。",
            "“{name}” is the same as in {other}.",
        ),
        Words("换一个编号和键。", "Choose another number and key."),
    ),
    "E027": Code(
        "error",
        Words("问题太多", "Too many faults"),
        Words(
            "这个文件的问题超过 {limit} 个,其余没有列出。",
            "The file has more than {limit} faults; the rest is not listed.",
        ),
        Words("先改正已经列出的,再检查一遍。", "Mend those listed first, then check again."),
    ),
    "E028": Code(
        "error",
        Words("文件头没有收尾", "Front matter not closed"),
        Words("文件头没有用 --- 收尾。", "The front matter has no closing ---."),
        Words("在最后一项的下一行写 ---。", "Write --- on the line after the last entry."),
    ),
    "E101": Code(
        "error",
        Words("语法不通", "Syntax"),
        Words(
            "这里不该是“{found}”,可以是:{expected}。",
            "“{found}” does not fit here; it may be: {expected_en}.",
        ),
        Words("照可以出现的词改写。", "Write one of these."),
    ),
    "E102": Code(
        "error",
        Words("不认识的字符", "Unknown character"),
        Words(
            "规则里不用“{sign}”。",
            "Rules do not use “{sign}”.",
        ),
        Words("删去或换成规则里的符号。", "Delete it or use a sign of the language."),
    ),
    "E103": Code(
        "error",
        Words("引号没有收尾", "Quote not closed"),
        Words(
            "这里的引号没有收尾。",
            "The quote that begins here is not closed.",
        ),
        Words("在同一行补上后引号。", "Close it on the same line."),
    ),
    "E104": Code(
        "error",
        Words("未知的事实", "Unknown fact"),
        Words(
            "词汇表里没有“{name}”。",
            "The vocabulary has no “{name}”.",
        ),
        Words("写进词汇表,或改用已有的名称。", "Add it to the vocabulary, or use a name that is there."),
    ),
    "E105": Code(
        "error",
        Words("未知的明细", "Unknown records"),
        Words(
            "没有叫“{name}”的明细。",
            "There are no records called “{name}”.",
        ),
        Words("写进词汇表,或改用已有的名称。", "Add them to the vocabulary, or use a name that is there."),
    ),
    "E106": Code(
        "error",
        Words("未知的类别值", "Unknown category value"),
        Words(
            "类别“{category}”没有“{name}”;有:{known}。",
            "The category “{category}” has no “{name}”; it has: {known}.",
        ),
        Words("改成其中一个。", "Use one of these."),
    ),
    "E107": Code(
        "error",
        Words("未知的对象", "Unknown recipient"),
        Words(
            "没有叫“{name}”的对象;有:{known}。",
            "There is no recipient called “{name}”; there are: {known}.",
        ),
        Words("改成其中一个,或写进词汇表。", "Use one of these, or add it to the vocabulary."),
    ),
    "E108": Code(
        "error",
        Words("未知的单位", "Unknown unit"),
        Words(
            "“{text}”里的单位“{unit}”没有人声明。",
            "Nobody declares the unit “{unit}” of “{text}”.",
        ),
        Words(
            "改用已有的单位,或在词汇表里声明以它计数的事实。",
            "Use a known unit, or declare a fact counted in it.",
        ),
    ),
    "E109": Code(
        "error",
        Words("语句太长", "Statement too long"),
        Words(
            "这条语句有 {found} 个词,上限是 {limit}。",
            "The statement has {found} words; the limit is {limit}.",
        ),
        Words("用“名称 = …”拆开。", "Break it up with local values."),
    ),
    "E110": Code(
        "error",
        Words("嵌套太深", "Nested too deeply"),
        Words(
            "这里的括号、若、非嵌套超过 {limit} 层。",
            "Parentheses, 若 and 非 nest more than {limit} deep here.",
        ),
        Words("用“名称 = …”拆开,或写成表。", "Break it up with local values, or write a table."),
    ),
    "E111": Code(
        "error",
        Words("规则太大", "Rule too large"),
        Words(
            "这个文件的规则合起来超过 {limit} 个节点。",
            "The rules of this file have more than {limit} nodes together.",
        ),
        Words("拆成几个文件。", "Split it into several files."),
    ),
    "E112": Code(
        "error",
        Words("数太长", "Number too long"),
        Words(
            "这个数有 {found} 个字符,上限是 {limit}。",
            "The number has {found} characters; the limit is {limit}.",
        ),
        Words("用万、亿作单位。", "Use 万 or 亿."),
    ),
    "E113": Code(
        "error",
        Words("名称太长", "Name too long"),
        Words(
            "名称有 {found} 个字符,上限是 {limit}。",
            "The name has {found} characters; the limit is {limit}.",
        ),
        Words("起一个短名。", "Choose a shorter name."),
    ),
    "E114": Code(
        "error",
        Words("引用的文字太长", "Quoted text too long"),
        Words(
            "引号里有 {found} 个字符,上限是 {limit}。",
            "The quote has {found} characters; the limit is {limit}.",
        ),
        Words("一句话说清,其余写进正文。", "Say it in one sentence; the rest belongs in the prose."),
    ),
    "E115": Code(
        "error",
        Words("文件太多", "Too many files"),
        Words(
            "清单里有 {found} 个政策文件,上限是 {limit},多出的没有读。",
            "The list has {found} policy files; the limit is {limit}; the rest was not read.",
        ),
        Words("分成几份清单。", "Split it into several lists."),
    ),
    "E116": Code(
        "error",
        Words("名称已被占用", "Name taken"),
        Words(
            "“{name}”已经是一个事实、明细或局部名称。",
            "“{name}” already names a fact, records or a local value.",
        ),
        Words("换一个名称。", "Choose another name."),
    ),
    "E117": Code(
        "error",
        Words("没有这一天", "No such day"),
        Words(
            "日历上没有“{text}”,或者写法不对。",
            "The calendar has no “{text}”, or it is not written like a day.",
        ),
        Words("写成 2024-07-17 这样的日期。", "Write a date such as 2024-07-17."),
    ),
    "E118": Code(
        "error",
        Words("括号不配对", "Unbalanced parenthesis"),
        Words(
            "“{sign}”没有配对的另一半。",
            "“{sign}” has no counterpart.",
        ),
        Words("补上或删去一个。", "Add or delete one."),
    ),
    "E119": Code(
        "error",
        Words("缩进不对", "Wrong indentation"),
        Words(
            "这一行的缩进与上面对不齐,不知道它属于哪里。",
            "The indentation of this line fits nothing above it.",
        ),
        Words(
            "表的各行缩进一致,比语句多两个空格。",
            "Indent the rows of a table alike, two spaces more than the statement.",
        ),
    ),
    "E120": Code(
        "error",
        Words("语句没有写完", "Statement incomplete"),
        Words(
            "语句到这里没有写完,接下来应当是:{expected}。",
            "The statement ends too early; it may go on with: {expected_en}.",
        ),
        Words("补完这一行。", "Complete the line."),
    ),
    "E121": Code(
        "error",
        Words("若…则…否则要加括号", "若 needs parentheses"),
        Words(
            "作为式子一部分的“若”要放在括号里。",
            "若 as a part of an expression stands in parentheses.",
        ),
        Words(
            "写成 (若 … 则 … 否则 …),或先用“名称 = 若 …”。",
            "Write (若 … 则 … 否则 …), or define a local value first.",
        ),
    ),
    "E122": Code(
        "error",
        Words("缺少要合计的内容", "Nothing to add up"),
        Words(
            "“{word}”要说明对每条明细算什么。",
            "“{word}” must say what to compute of each record.",
        ),
        Words("写成 {word}(明细: 式子)。", "Write {word}(records: expression)."),
    ),
    "E123": Code(
        "error",
        Words("引号里没有文字", "Empty text"),
        Words(
            "引号里要有文字。",
            "The quotes hold no words.",
        ),
        Words("用一句话说清楚。", "Say it in a sentence."),
    ),
    "E124": Code(
        "error",
        Words("不认识的语句", "Unknown statement"),
        Words(
            "语句不以“{found}”开头;可以是:{known},或“名称 = …”。",
            "No statement begins with “{found}”; there are: {known}, and “name = …”.",
        ),
        Words(
            "改成其中一个;说明性的文字写在块外的正文里。",
            "Use one of these; explanations belong in the prose, outside the block.",
        ),
    ),
    "E125": Code(
        "error",
        Words("日期写法不对", "Bad date"),
        Words("“{text}”不是一个日期。", "“{text}” is no date."),
        Words("写成 2024-07-17,前后留空格。", "Write it as 2024-07-17, with a space on both sides."),
    ),
    "E126": Code(
        "error",
        Words("数太大或太细", "Number too large or too fine"),
        Words("“{text}”超出了能精确计算的范围。", "“{text}” is outside what can be computed exactly."),
        Words(
            "金额不超过11万亿元,其他数不超过1000万亿,小数不超过九位。",
            "At most 11 trillion yuan, 1000 trillion of anything else, and nine decimals.",
        ),
    ),
    "E127": Code(
        "error",
        Words("算出的数没有止境", "Computed number grows without end"),
        Words(
            "“{name}”要精确算出来,可能有三百多位。",
            "The exact value of “{name}” may have more than 300 digits.",
        ),
        Words(
            "金额相关的算式用不到这么多位,检查是否把名称反复相乘了。",
            "No sum of money needs that many; look for a name multiplied by itself again and again.",
        ),
    ),
    "E201": Code(
        "error",
        Words("不能相加减或比大小", "Cannot be added"),
        Words(
            "“{left}”与“{right}”不能放在一起相加减或取大小。",
            "This adds, or picks from, {left_en} and {right_en}.",
        ),
        Words("两边用同样的类型和单位。", "Use the same type and unit on both sides."),
    ),
    "E202": Code(
        "error",
        Words("不能相乘", "Cannot be multiplied"),
        Words(
            "“{left}”不能乘“{right}”。",
            "This multiplies {left_en} by {right_en}.",
        ),
        Words("金额只能乘比例或计数。", "Money is multiplied by a ratio or a count."),
    ),
    "E203": Code(
        "error",
        Words("不能比较", "Cannot be compared"),
        Words(
            "“{left}”不能与“{right}”比较。",
            "This compares {left_en} with {right_en}.",
        ),
        Words(
            "两边用同样的类型和单位,例如 0 写成 0元。",
            "Use the same type and unit on both sides, such as 0元 for 0.",
        ),
    ),
    "E204": Code(
        "error",
        Words("要一个是否", "Yes/no needed"),
        Words(
            "这里要一个是否,写的是“{found}”。",
            "A yes/no is needed here; this is {english}.",
        ),
        Words("写成比较或是否类事实。", "Write a comparison or a yes/no fact."),
    ),
    "E205": Code(
        "error",
        Words("要一个数", "Number needed"),
        Words(
            "这里要一个数,写的是“{found}”。",
            "A number is needed here; this is {english}.",
        ),
        Words(
            "写成金额、计数、比例或时长。日期不能加减:期限登记成一个是否的事实。",
            "Write money, a count, a ratio or a duration. Dates cannot be added to: declare a yes/no fact for a time limit.",
        ),
    ),
    "E206": Code(
        "error",
        Words("除数可能不是正数", "Divisor may not be positive"),
        Words(
            "“{text}”可能是零或负数。",
            "“{text}” may be zero or negative.",
        ),
        Words(
            "除以常数,或在词汇表里把事实的范围写成 > 0。",
            "Divide by a constant, or declare the fact's range > 0.",
        ),
    ),
    "E207": Code(
        "error",
        Words("各分支类型不同", "Branches differ"),
        Words(
            "一个分支是“{left}”,另一个是“{right}”。",
            "One branch is {left_en}, another {right_en}.",
        ),
        Words("各分支用同样的类型和单位。", "Give all branches the same type and unit."),
    ),
    "E208": Code(
        "error",
        Words("要一个金额", "Money needed"),
        Words(
            "这里要一个金额,写的是“{found}”。",
            "An amount of money is needed here; this is {english}.",
        ),
        Words("带上单位,如 50万元。", "Write the unit, such as 50万元."),
    ),
    "E209": Code(
        "error",
        Words("要一个类别", "Category needed"),
        Words(
            "“属于”和“按”只用于类别,这里是“{left}”。",
            "属于 and 按 are for categories; this is {left_en}.",
        ),
        Words(
            "是否类事实直接写,数用 > < 或分档。", "Write a yes/no fact as it is; use > < or 分档 for numbers."
        ),
    ),
    "E210": Code(
        "error",
        Words("不能这样用", "Not usable so"),
        Words(
            "“{type}”不能这样比较或选择。",
            "This compares or chooses {english}.",
        ),
        Words(
            "类别只与它的值比较:级别 = 国家级。", "A category compares only with its values: 级别 = 国家级."
        ),
    ),
    "E211": Code(
        "error",
        Words("这个事实不参与计算", "Not for computing"),
        Words(
            "“{name}”是“{type}”类的,规则里不能用。",
            "“{name}” identifies something; rules cannot use it.",
        ),
        Words("换成可以判断或计算的事实。", "Use a fact that can be decided or computed with."),
    ),
    "E212": Code(
        "error",
        Words("合计里不能再合计", "Fold inside a fold"),
        Words(
            "合计、个数、存在、全部不能写在另一个里面。",
            "A fold cannot stand inside another.",
        ),
        Words("先用“名称 = 合计(…)”算出来。", "Compute it first as a local value."),
    ),
    "E213": Code(
        "error",
        Words("这是明细的字段", "A field of a record"),
        Words(
            "“{name}”是“{records}”每条记录的字段。",
            "“{name}” is a field of each record of “{records}”.",
        ),
        Words(
            "写在 合计({records}: …) 之类里面,或在 明细 的缩进行里。",
            "Use it inside 合计({records}: …) or the like, or in lines under 明细.",
        ),
    ),
    "E214": Code(
        "error",
        Words("对象没有这个事实", "Not a fact of this recipient"),
        Words(
            "“{kinds}”没有“{name}”。",
            "“{kinds}” has no “{name}”.",
        ),
        Words(
            "改对象,或在词汇表里把它声明给这类对象。",
            "Change 对象, or declare it for that kind in the vocabulary.",
        ),
    ),
    "E215": Code(
        "error",
        Words("分档的次序不对", "Tiers out of order"),
        Words(
            "“{text}”不比上一档高。",
            "“{text}” is not above the tier before.",
        ),
        Words("从低到高排列。", "Order the tiers from low to high."),
    ),
    "E216": Code(
        "error",
        Words("没有排名的事实", "No rank fact"),
        Words(
            "名额要读事实“{name}”,词汇表里没有。",
            "名额 reads the fact “{name}”, which the vocabulary lacks.",
        ),
        Words("在词汇表里声明它(计数,单位名)。", "Declare it (a count)."),
    ),
    "E217": Code(
        "error",
        Words("不能相除", "Cannot be divided"),
        Words(
            "“{left}”不能除以“{right}”。",
            "This divides {left_en} by {right_en}.",
        ),
        Words(
            "除以比例、常数或同样单位的数。", "Divide by a ratio, a constant or a number of the same unit."
        ),
    ),
    "E218": Code(
        "error",
        Words("类别值不能单独用", "Category value alone"),
        Words(
            "“{name}”是类别“{category}”的值,不能单独用。",
            "“{name}” is a value of the category “{category}” and cannot stand alone.",
        ),
        Words("写成 {category}类的事实 = {name}。", "Write a fact of that category = {name}."),
    ),
    "E219": Code(
        "error",
        Words("明细不能单独用", "Records alone"),
        Words(
            "“{name}”是一组记录,不能当一个值用。",
            "“{name}” is a set of records, not a value.",
        ),
        Words("用 合计、个数、存在 或 全部。", "Use 合计, 个数, 存在 or 全部."),
    ),
    "E220": Code(
        "error",
        Words("是否不用等号", "No equals for yes/no"),
        Words(
            "是否类的值直接写,不用 = 比较。",
            "A yes/no stands by itself, without =.",
        ),
        Words("写成 A,或 非 A。", "Write A, or 非 A."),
    ),
    "E301": Code(
        "error",
        Words("语句写了两次", "Statement twice"),
        Words(
            "“{word}”在第 {line} 行已经写过。",
            "“{word}” stands on line {line} already.",
        ),
        Words("留下一个。", "Keep one."),
    ),
    "E302": Code(
        "error",
        Words("缺一条语句", "Statement missing"),
        Words(
            "规则缺“{word}”。",
            "The rule lacks “{word}”.",
        ),
        Words("补上一行“{word} …”。", "Add a line “{word} …”."),
    ),
    "E303": Code(
        "error",
        Words("不能写在这里", "Not here"),
        Words(
            "“{word}”属于条款,不能写在一级标题下。",
            "“{word}” belongs to a clause, not under the top heading.",
        ),
        Words("移到各条款的规则里。", "Move it into the clauses' rules."),
    ),
    "E304": Code(
        "error",
        Words("起止颠倒", "Dates reversed"),
        Words(
            "终止日 {end} 早于起始日 {start}。",
            "The end {end} is before the start {start}.",
        ),
        Words("改正日期。", "Mend the dates."),
    ),
    "E305": Code(
        "error",
        Words("版本日期重叠", "Versions overlap"),
        Words(
            "与第 {line} 行的版本有同一天都有效。",
            "It is in force on a day on which the version of line {line} is too.",
        ),
        Words("让前一版本在后一版本的前一天终止。", "End one version the day before the next begins."),
    ),
    "E306": Code(
        "error",
        Words("未知的分配办法", "Unknown allocation"),
        Words(
            "没有“{word}”这种分配;有:{known}。",
            "There is no allocation “{word}”; there are: {known}.",
        ),
        Words("改成其中一个,没有规定就写待定。", "Use one of these; 待定 where nothing is said."),
    ),
    "E307": Code(
        "error",
        Words("未知的并列办法", "Unknown tie rule"),
        Words(
            "没有“{word}”这种并列办法;有:{known}。",
            "There is no tie rule “{word}”; there are: {known}.",
        ),
        Words("改成其中一个,没有规定就写待定。", "Use one of these; 待定 where nothing is said."),
    ),
    "E308": Code(
        "error",
        Words("名额写法不对", "Bad places"),
        Words(
            "看不懂“{text}”。",
            "“{text}” is not understood.",
        ),
        Words("写成 前10名 这样的整数。", "Write a whole number such as 前10名."),
    ),
    "E309": Code(
        "error",
        Words("读法要有一个默认", "One default reading"),
        Words(
            "读法“{name}”有 {found} 个选项写了“默认”。",
            "The reading “{name}” has {found} options marked 默认.",
        ),
        Words(
            "恰好给一个选项写“默认”,理由写进正文。",
            "Mark exactly one option 默认 and say why in the prose.",
        ),
    ),
    "E310": Code(
        "error",
        Words("读法选项重复", "Option twice"),
        Words(
            "选项“{name}”写了两次。",
            "The option “{name}” stands twice.",
        ),
        Words("换一个键。", "Choose another key."),
    ),
    "E311": Code(
        "error",
        Words("不超过的读法要作整个标准", "Ceiling reading must be the whole standard"),
        Words(
            "读法“{name}”有写“不超过”的选项,标准只能就写“{name}”。",
            "The reading “{name}” has an option with 不超过, so the standard must be just “{name}”.",
        ),
        Words("把其余的运算写进各选项。", "Put the rest of the computation into the options."),
    ),
    "E312": Code(
        "error",
        Words("待定的标准要有条件", "An open standard needs a condition"),
        Words(
            "标准待定而没有条件,谁都能享受。",
            "The standard is 待定 and nothing is required.",
        ),
        Words(
            '写出条件;没有规定的写 条件 待定 "…"。',
            'Write the conditions; 条件 待定 "…" where nothing is said.',
        ),
    ),
    "E313": Code(
        "error",
        Words("不与同享的条款不存在", "Excluded scheme unknown"),
        Words(
            "清单里没有(或者读不了)条款“{name}”。",
            "The list has no scheme “{name}”, or it cannot be read.",
        ),
        Words("写成 编号.键,如 17.provincial。", "Write number.key, such as 17.provincial."),
    ),
    "E314": Code(
        "error",
        Words("有上限没有标准", "Cap without a standard"),
        Words(
            "规则有上限,没有“{word}”:封顶的是什么?",
            "The rule has a cap and no “{word}”: what is capped?",
        ),
        Words("补上 标准 …,没有规定就写 标准 待定。", "Add 标准 …; 标准 待定 where nothing is said."),
    ),
    "E315": Code(
        "error",
        Words("未知的领域", "Unknown field"),
        Words(
            "list.md 里没有领域“{name}”;有:{known}。",
            "list.md has no field “{name}”; there are: {known}.",
        ),
        Words("改成其中一个。", "Use one of these."),
    ),
    "E316": Code(
        "error",
        Words("读法只有一种", "Only one reading"),
        Words(
            "读法“{name}”至少要有两个选项。",
            "The reading “{name}” needs at least two options.",
        ),
        Words("只有一种读法时直接写“名称 = …”。", "Where there is one reading, define a local value."),
    ),
    "E317": Code(
        "error",
        Words("表里重复的值", "Value twice in a table"),
        Words(
            "“{name}”在表里出现了两次。",
            "“{name}” stands twice in the table.",
        ),
        Words("留下一行。", "Keep one row."),
    ),
    "E401": Code(
        "error",
        Words("未知的类型", "Unknown type"),
        Words(
            "没有“{word}”;有:{known}。",
            "There is no “{word}”; there are: {known}.",
        ),
        Words("改成其中一个。", "Use one of these."),
    ),
    "E402": Code(
        "error",
        Words("单位有误", "Bad unit"),
        Words(
            "“{unit}”不是可用的单位或类别。",
            "“{unit}” is no usable unit or category.",
        ),
        Words(
            "金额写元,时长写月,计数写它的单位(个、家…),类别写类别表里的名字。",
            "元 for money, 月 for a duration, its own unit for a count, a name of the category table for a category.",
        ),
    ),
    "E403": Code(
        "error",
        Words("名称重复", "Name twice"),
        Words(
            "“{name}”出现了两次。",
            "“{name}” stands twice.",
        ),
        Words("换一个名称。", "Choose another."),
    ),
    "E404": Code(
        "error",
        Words("英文键有误", "Bad English key"),
        Words(
            "“{key}”不能作键。",
            "“{key}” cannot be a key.",
        ),
        Words("以字母开头,只用字母、数字和下划线。", "Begin with a letter; letters, digits and _ only."),
    ),
    "E405": Code(
        "error",
        Words("范围有误", "Bad range"),
        Words(
            "看不懂范围“{text}”。",
            "The range “{text}” is not understood.",
        ),
        Words("写成 > 0、>= 1、1 至 1000、任意,或留空。", "Write > 0, >= 1, 1 至 1000, 任意, or nothing."),
    ),
    "E406": Code(
        "error",
        Words("未知的来源单位", "Unknown authority"),
        Words(
            "来源表里没有“{name}”。",
            "The table of authorities has no “{name}”.",
        ),
        Words("写进数据来源单位表,或改用已有的代号。", "Add it to that table, or use one that is there."),
    ),
    "E407": Code(
        "error",
        Words("不能作名称", "Not a name"),
        Words(
            "“{name}”不能作名称。",
            "“{name}” cannot be a name.",
        ),
        Words(
            "名称由汉字、字母、数字和下划线组成,不以数字开头,不用关键词,不超过40字。",
            "Names are Chinese characters, letters, digits and _, begin with no digit, are no keyword, 40 characters at most.",
        ),
    ),
    "E408": Code(
        "error",
        Words("未知的主体", "Unknown kind"),
        Words(
            "“{kind}”不是主体表里的键。",
            "“{kind}” is no kind of the table of recipients.",
        ),
        Words(
            '在标题写 of="enterprise" 这样的主体键。', 'Write kinds in the heading, such as of="enterprise".'
        ),
    ),
    "E409": Code(
        "error",
        Words("字段与事实同名", "Field named like a fact"),
        Words(
            "明细的字段“{name}”与主体的事实同名。",
            "The field “{name}” is called like a fact of the recipient.",
        ),
        Words("给字段换一个名称。", "Rename the field."),
    ),
    "E410": Code(
        "error",
        Words("用途有误", "Bad use"),
        Words(
            "用途只有“规则”和“登记”,写的是“{word}”。",
            "The use is 规则 or 登记, not “{word}”.",
        ),
        Words("规则据以判断的写规则,其余写登记。", "规则 where rules read it, else 登记."),
    ),
    "E411": Code(
        "error",
        Words("没有写是谁的事实", "Whose facts"),
        Words(
            "标题“{title}”没有写这些是谁的事实。", "The heading “{title}” does not say whose facts these are."
        ),
        Words(
            '在标题的花括号里写 of="enterprise" 这样的主体键。',
            'Write the kinds in the braces, such as of="enterprise".',
        ),
    ),
    "E501": Code(
        "error",
        Words("看不懂的一行", "Line not understood"),
        Words(
            "“{line}”不是“名称: 值”。",
            "“{line}” is not “name: value”.",
        ),
        Words(
            "每行写一项;明细写成缩进的“- 字段: 值”。",
            "Write one item a line; records as indented “- field: value”.",
        ),
    ),
    "E502": Code(
        "error",
        Words("算例里未知的名称", "Unknown name in an example"),
        Words(
            "词汇表里没有“{name}”。",
            "The vocabulary has no “{name}”.",
        ),
        Words("改用词汇表里的名称。", "Use a name of the vocabulary."),
    ),
    "E503": Code(
        "error",
        Words("明细写法不对", "Bad records"),
        Words(
            "“{name}”是明细,不能写成“{value}”。",
            "“{name}” are records and cannot be “{value}”.",
        ),
        Words("下面缩进写各条;没有就写“无”。", "Write them indented below; 无 where there are none."),
    ),
    "E504": Code(
        "error",
        Words("算例没有结果", "Example without a result"),
        Words(
            "算例没有写结果。",
            "The example states no result.",
        ),
        Words("补上一行“结果: …”,按条文手算。", "Add “结果: …”, worked out by hand from the clause."),
    ),
    "E505": Code(
        "error",
        Words("结果写法不对", "Bad result"),
        Words(
            "看不懂结果“{text}”。",
            "The result “{text}” is not understood.",
        ),
        Words(
            "写成 不符合、不适用、50万元、10万元 至 20万元、不超过 50万元、可享、待核 不超过 50万元 或 待核。",
            "Write 不符合, 不适用, 50万元, 10万元 至 20万元, 不超过 50万元, 可享, 待核 不超过 50万元 or 待核.",
        ),
    ),
    "E506": Code(
        "error",
        Words("算例没有名字", "Example without a name"),
        Words(
            "算例要有一句话的名字。",
            "The example has no name.",
        ),
        Words(
            "在 算例 后面写一句话,说出这里的道理。", "Write a sentence after 算例 that says what it shows."
        ),
    ),
    "E507": Code(
        "error",
        Words("写了两次", "Given twice"),
        Words(
            "“{name}”在这里写了两次。",
            "“{name}” is given twice here.",
        ),
        Words("留下一个。", "Keep one."),
    ),
    "E508": Code(
        "error",
        Words("未知的读法", "Unknown reading"),
        Words(
            "规则没有读法“{name}”。",
            "The rule has no reading “{name}”.",
        ),
        Words("写成 读法 键: 选项。", "Write 读法 key: option."),
    ),
    "E509": Code(
        "error",
        Words("算例同名", "Examples of one name"),
        Words(
            "条款里已有叫“{name}”的算例。",
            "The clause has an example called “{name}” already.",
        ),
        Words("换一个名字。", "Choose another name."),
    ),
    "E510": Code(
        "error",
        Words("算例不成立", "Example fails"),
        Words(
            "算例“{name}”写的是 {expected},算出来是 {found}。",
            "The example “{name}” expects {expected_en}; the rule gives {found_en}.",
        ),
        Words(
            "按条文手算一遍,看是规则错了还是算例错了。",
            "Work it out by hand: is it the rule or the example that is wrong?",
        ),
    ),
    "E511": Code(
        "error",
        Words("算例的缺不对", "Example's missing facts differ"),
        Words(
            "算例“{name}”写缺 {expected},算出来缺 {found}。",
            "The example “{name}” expects missing {expected}; the rule gives {found}.",
        ),
        Words(
            "还能改变结果的未知事实才算缺。",
            "Missing are the unknown facts that can still change the result.",
        ),
    ),
    "E512": Code(
        "error",
        Words("缩进的行没有归属", "Indented line belongs nowhere"),
        Words(
            "“{name}”缩进写在“{above}”下面,而“{above}”不是明细。",
            "“{name}” is indented under “{above}”, which are no records.",
        ),
        Words("顶格写;只有明细下面才缩进。", "Begin it at the margin; only records have lines under them."),
    ),
    "E513": Code(
        "error",
        Words("一条明细要以 - 开头", "A record begins with -"),
        Words(
            "“{records}”下面的“{name}”不知道属于哪一条。",
            "It is not clear which record of “{records}” the field “{name}” belongs to.",
        ),
        Words("每条的第一行写成“- {name}: 值”。", "Write the first line of each as “- {name}: value”."),
    ),
    "W601": Code(
        "warning",
        Words("规则里的数正文没有", "Figure not in the prose"),
        Words(
            "规则写了“{figure}”,上面的正文没有这个数。",
            "The rule says “{figure}”; the prose above does not.",
        ),
        Words("正文写上这个数,或改规则。", "Write it in the prose, or mend the rule."),
    ),
    "W602": Code(
        "warning",
        Words("正文里的数规则没有", "Figure not in the rule"),
        Words(
            "正文写了“{figure}”,下面的规则没有这个数。",
            "The prose says “{figure}”; the rule below does not.",
        ),
        Words("规则用上这个数;只是背景就放进〔〕。", "Use it in the rule; put mere context into 〔…〕."),
    ),
    "W603": Code(
        "warning",
        Words("没有规则用的事实", "Unused fact"),
        Words(
            "没有规则用到“{name}”。",
            "No rule uses “{name}”.",
        ),
        Words("删去,或把用途改成登记。", "Delete it, or make its use 登记."),
    ),
    "W604": Code(
        "warning",
        Words("没有用到的名称", "Unused name"),
        Words(
            "“{name}”没有用到。",
            "“{name}” is not used.",
        ),
        Words("删去它。", "Delete it."),
    ),
    "W605": Code(
        "warning",
        Words("条件重复", "Condition repeated"),
        Words(
            "与第 {line} 行的条件相同。",
            "It is the same as the condition on line {line}.",
        ),
        Words("删去一个。", "Delete one."),
    ),
    "W606": Code(
        "warning",
        Words("版本之间有空档", "Gap between versions"),
        Words(
            "前一版本到 {end},这一版本从 {start},中间没有规则。",
            "The version before ends {end}, this one begins {start}; nothing is in force between.",
        ),
        Words("补上日期,或在正文说明空档。", "Mend the dates, or explain the gap."),
    ),
    "W607": Code(
        "warning",
        Words("条款没有算例", "Clause without examples"),
        Words(
            "“{name}”没有算例。",
            "“{name}” has no examples.",
        ),
        Words(
            "按条文手算几个:门槛上、差一点、过一点、缺事实。",
            "Work some out by hand: at the threshold, just under, just over, a fact missing.",
        ),
    ),
    "W608": Code(
        "warning",
        Words("条款没有出处", "Clause without a source"),
        Words(
            "这条规则上面的正文没有出处。",
            "The prose above this rule cites no source.",
        ),
        Words(
            "写上 〔来源代号:位置〕,代号在 list.md 的来源表里。",
            "Cite 〔source:place〕; sources stand in list.md.",
        ),
    ),
    "W609": Code(
        "warning",
        Words("待定的标准没有说明", "Open standard unexplained"),
        Words(
            '标准待定,没有一条 待定 "…" 说明缺什么。',
            'The standard is 待定 and no line 待定 "…" says what is lacking.',
        ),
        Words('加一行 待定 "…"。', 'Add a line 待定 "…".'),
    ),
    "W610": Code(
        "warning",
        Words("未知的来源", "Unknown source"),
        Words(
            "list.md 的来源表里没有“{name}”。",
            "list.md has no source “{name}”.",
        ),
        Words("写进来源表。", "Add it to the sources."),
    ),
    "W611": Code(
        "warning",
        Words("没有英文", "No English"),
        Words(
            "“{name}”没有英文。",
            "“{name}” has no English.",
        ),
        Words(
            '标题写 en="…",引文后再写一对英文引号。',
            'Write en="…" in a heading, a second quoted text after the first.',
        ),
    ),
    "W612": Code(
        "warning",
        Words("没有算例能发现的笔误", "A slip that no worked case catches"),
        Words(
            "{change},算例照样全部相符。",
            "{change_en}: the 算例 (worked cases) agree all the same.",
        ),
        Words(
            "补一个结果会因此不同的算例;不可能有这样的算例的,在清单文件夹的 mutants.md 写明理由:{row}",
            "Add a 算例 that comes out differently for it; where there can be none, say why in mutants.md of the list's folder: {row}",
        ),
    ),
    "W613": Code(
        "warning",
        Words("理由已经过时", "A reason without its slip"),
        Words(
            "{clause} 没有这样一处漏过的笔误:现在有算例发现它,或者规则已经改了。",
            "{clause} has no such uncaught slip: a 算例 (worked case) catches it now, or the rule has changed.",
        ),
        Words("删去这一行。", "Delete the row."),
    ),
    "F701": Code(
        "error",
        Words("不是 JSON", "Not JSON"),
        Words("{reason}。", "{reason_en}."),
        Words(
            "检查这里和前面的逗号、引号和括号;文字和带单位的数要加引号。",
            "Check the commas, quotes and brackets here and before; text and numbers with a unit stand in quotes.",
        ),
    ),
    "F702": Code(
        "error",
        Words("不是对象", "Not an object"),
        Words(
            "这里应当是一个对象(花括号),写的是 {found}。",
            "An object (braces) is needed here; this is {found}.",
        ),
        Words(
            "一个主体、一条记录都写成一个 JSON 对象;几个写成对象的列表。",
            "A recipient or a record is one JSON object; several are a list of objects.",
        ),
    ),
    "F703": Code(
        "error",
        Words("未知的键", "Unknown key"),
        Words(
            "词汇表里没有“{name}”。",
            "The vocabulary has no “{name}”.",
        ),
        Words("改用词汇表里的英文键或中文名。", "Use an English key or Chinese name of the vocabulary."),
    ),
    "F704": Code(
        "error",
        Words("类型不对", "Wrong type"),
        Words(
            "“{name}”应为{expected},写的是 {found}。",
            "“{name_en}” should be {expected_en}; this is {found}.",
        ),
        Words("写成这样:{example}。", "Write it so: {example}."),
    ),
    "F705": Code(
        "error",
        Words("不收二进制小数", "No binary fractions"),
        Words(
            "“{name}”写成了带小数点或指数的数 {value},多数程序会把这样的数变成不精确的二进制小数。",
            "“{name_en}” is the number {value} with a decimal point or exponent, which most programs turn into an inexact binary fraction.",
        ),
        Words(
            '写成加引号的十进制数,不用指数,如 "1234.56"。',
            'Write decimal digits in quotes and without an exponent, such as "1234.56".',
        ),
    ),
    "F706": Code(
        "error",
        Words("不到一分", "Below one fen"),
        Words(
            "“{name}”是 {value},比分还小。",
            "“{name_en}” is {value}, finer than a fen.",
        ),
        Words("金额最多到分,即元后两位小数。", "Amounts go to the fen: two decimals of yuan."),
    ),
    "F707": Code(
        "error",
        Words("超出范围", "Out of range"),
        Words(
            "“{name}”是 {value},允许的范围是 {allowed}。",
            "“{name_en}” is {value}; allowed is {allowed}.",
        ),
        Words("核对数值和单位。", "Check the number and its unit."),
    ),
    "F708": Code(
        "error",
        Words("单位不对", "Wrong unit"),
        Words(
            "“{name}”写成“{value}”,单位应为{unit}。",
            "“{name_en}” is “{value}”; its unit is {unit}.",
        ),
        Words("换算成这个单位。", "Convert it to this unit."),
    ),
    "F709": Code(
        "error",
        Words("没有这一天", "No such day"),
        Words(
            "“{name}”写成“{value}”,日历上没有这一天,或者写法不对。",
            "“{name_en}” is “{value}”: no day of the calendar, or not written like one.",
        ),
        Words("写成 2024-07-17 这样的日期。", "Write a date such as 2024-07-17."),
    ),
    "F710": Code(
        "error",
        Words("一个事实写了两个名字", "One fact by both names"),
        Words(
            "“{name}”和“{key}”是同一个事实。",
            "“{name}” and “{key}” are the same fact.",
        ),
        Words("留下一个。", "Keep one."),
    ),
    "F711": Code(
        "error",
        Words("键写了两次", "Key twice"),
        Words(
            "“{name}”写了两次。",
            "“{name}” stands twice.",
        ),
        Words("留下一个。", "Keep one."),
    ),
    "F712": Code(
        "error",
        Words("重复的一项", "Duplicate entry"),
        Words(
            "与 {other} 是同一项:内容相同,或编号相同。",
            "It is the same as {other}: alike in content, or in its code.",
        ),
        Words(
            "删去一项;确是两件不同的,用编号区分。",
            "Delete one; tell different things apart by their code.",
        ),
    ),
    "F713": Code(
        "error",
        Words("统一社会信用代码有误", "Bad credit code"),
        Words(
            "“{value}”不是有效的统一社会信用代码。",
            "“{value}” is not a valid unified social credit code.",
        ),
        Words("核对18位代码,末位是校验码。", "Check the 18 characters; the last is a check digit."),
    ),
    "F714": Code(
        "error",
        Words("未知的类别值", "Unknown category value"),
        Words(
            "“{name}”没有“{value}”这个值;有:{known}。",
            "“{name_en}” has no value “{value}”; it has: {known}.",
        ),
        Words("改成其中一个。", "Use one of these."),
    ),
    "F715": Code(
        "error",
        Words("主体类型有误", "Bad kind of recipient"),
        Words(
            "主体类型里没有“{value}”;有:{known}。",
            "There is no kind “{value}”; there are: {known}.",
        ),
        Words(
            "改成其中一个;银行等角色写在 roles 里。",
            "Use one of these; roles such as bank stand in roles.",
        ),
    ),
    "F716": Code(
        "error",
        Words("这类主体没有这个事实", "Not a fact of this kind"),
        Words(
            "{kind}没有“{name}”。",
            "A recipient of the kind {kind_en} has no “{name_en}”.",
        ),
        Words("删去它,或改 kind。", "Delete it, or change kind."),
    ),
    "F717": Code(
        "error",
        Words("文件太大", "File too large"),
        Words(
            "文件超过 {limit}。",
            "The file is larger than {limit}.",
        ),
        Words("分成几个文件。", "Split it into several files."),
    ),
    "F718": Code(
        "error",
        Words("未知的政策或条款", "Unknown policy or scheme"),
        Words(
            "清单里没有“{value}”。",
            "The list has no “{value}”.",
        ),
        Words(
            "写政策的键和条款的键,如 compute-voucher 和 purchase。",
            "Write the policy's and the scheme's key, such as compute-voucher and purchase.",
        ),
    ),
    "F719": Code(
        "error",
        Words("不是整数", "Not a whole number"),
        Words(
            "“{name}”写成“{value}”,应为整数。",
            "“{name_en}” is “{value}” and should be a whole number.",
        ),
        Words("改成整数。", "Write a whole number."),
    ),
    "F720": Code(
        "error",
        Words("要一个列表", "List needed"),
        Words(
            "“{name}”应为列表(方括号),写的是 {found}。",
            "“{name_en}” should be a list (brackets); this is {found}.",
        ),
        Words("没有就写 [],不知道就不写。", "Write [] where there are none; leave it out where unknown."),
    ),
    "F721": Code(
        "error",
        Words("比例太细", "Ratio too fine"),
        Words(
            "“{name}”是 {value},最多六位小数。",
            "“{name_en}” is {value}; six decimals at most.",
        ),
        Words("减少小数位。", "Use fewer decimals."),
    ),
    "F722": Code(
        "error",
        Words("文字太长", "Text too long"),
        Words(
            "“{name}”超过 {limit} 个字符。",
            "“{name_en}” has more than {limit} characters.",
        ),
        Words("写短些。", "Shorten it."),
    ),
    "F723": Code(
        "error",
        Words("不是 UTF-8 文本", "Not UTF-8 text"),
        Words(
            "第 {offset} 字节({byte})不是 UTF-8。",
            "Byte {offset} ({byte}) is not UTF-8.",
        ),
        Words("用编辑器另存为 UTF-8。", "Save the file as UTF-8."),
    ),
    "F724": Code(
        "error",
        Words("空的记录", "Empty record"),
        Words(
            "这条记录什么都没有写。",
            "The record says nothing.",
        ),
        Words("写上已知的字段,或删去它。", "Write the known fields, or delete it."),
    ),
    "F725": Code(
        "error",
        Words("已获奖补不完整", "Incomplete earlier award"),
        Words(
            "这条记录没有写“{name}”,不知道是哪一项奖补。",
            "The record lacks “{name_en}”; without it the award cannot be told.",
        ),
        Words("写明政策和条款。", "State the policy and the scheme."),
    ),
    "F726": Code(
        "error",
        Words("看不见的字符", "Invisible character"),
        Words(
            "“{name}”里有看不见的字符 {sign}。",
            "“{name_en}” holds the invisible character {sign}.",
        ),
        Words("删去它。", "Delete it."),
    ),
    "F727": Code(
        "error",
        Words("没有写主体类型", "No kind of recipient"),
        Words(
            "没有写 kind(主体);有:{known}。",
            "There is no kind; kinds are: {known}.",
        ),
        Words('写明主体类型,如 "kind": "enterprise"。', 'State it, such as "kind": "enterprise".'),
    ),
    "F728": Code(
        "error",
        Words("嵌套太深", "Nested too deep"),
        Words(
            "括号一层套一层,太深了。",
            "Brackets stand too deep inside one another.",
        ),
        Words(
            "事实文件最多四层:列表、主体、记录的列表、记录。",
            "A facts file has four levels at most: list, recipient, list of records, record.",
        ),
    ),
    "F729": Code(
        "error",
        Words("编号重复", "Duplicate id"),
        Words("不止一行的编号是“{value}”。", "More than one row has the id “{value}”."),
        Words(
            "每个主体只留一行;哪一行是真的,程序不猜,所以这些行都没有采用。",
            "Keep one row a recipient; which one is true is not guessed, so none of them is used.",
        ),
    ),
    "F730": Code(
        "error",
        Words("没有编号", "No id"),
        Words("“{name}”空着。", "“{name_en}” is empty."),
        Words("写上主体的编号。", "Write the id of the recipient."),
    ),
    "F731": Code(
        "error",
        Words("记录没有主体", "Record without a recipient"),
        Words("没有编号是“{value}”的主体。", "No recipient has the id “{value}”."),
        Words("核对编号,或补上这个主体。", "Check the id, or add the recipient."),
    ),
    "F732": Code(
        "error",
        Words("记录的主体没有采用", "Record of a refused recipient"),
        Words(
            "主体“{value}”的那一行有错,没有采用。",
            "The row of the recipient “{value}” has faults and is not used.",
        ),
        Words("先改正主体的那一行。", "Put the recipient's row right first."),
    ),
    "F733": Code(
        "error",
        Words("金额超出上限", "Amount beyond the limit"),
        Words(
            "“{name}”是 {value} 元,超出 ±{limit} 元。",
            "“{name_en}” is {value} yuan, beyond ±{limit} yuan.",
        ),
        Words(
            "核对数值和单位:是不是把分写成了元。", "Check the number and its unit: is it fen given as yuan?"
        ),
    ),
    "F734": Code(
        "error",
        Words("整列是二进制小数", "A column of binary fractions"),
        Words(
            "列“{column}”的类型是 {type},这样的数不精确,整张表不能用。",
            "The column “{column}” is of the type {type}, whose numbers are inexact; the table cannot be used.",
        ),
        Words(
            "改用整数、十进制(decimal)或文字;金额也可以写整数的分,列名加 _fen。",
            "Use integers, decimals or text; amounts may also be whole fen, in a column whose name ends in _fen.",
        ),
    ),
    "F735": Code(
        "warning",
        Words("未知的列", "Unknown column"),
        Words("没有叫“{column}”的事实,这一列不读。", "No fact is called “{column}”; the column is not read."),
        Words("改用词汇表里的英文键或中文名。", "Use an English key or Chinese name of the vocabulary."),
    ),
    "F736": Code(
        "warning",
        Words("未知的表", "Unknown table"),
        Words(
            "没有叫“{table}”的主体或记录,这张表不读。",
            "No recipients or records are called “{table}”; the table is not read.",
        ),
        Words("表名写成:{known}。", "Tables are called: {known}."),
    ),
    "F737": Code(
        "error",
        Words("一张表给了两次", "A table twice"),
        Words("“{table}”和“{other}”是同一张表。", "“{table}” and “{other}” are the same table."),
        Words("留下一张;分成几份的,放进一个文件夹。", "Keep one; parts of one table stand in a folder."),
    ),
    "F738": Code(
        "error",
        Words("缺列", "Column missing"),
        Words("这张表没有“{name}”({name_en})这一列。", "The table has no column “{name}” ({name_en})."),
        Words("加上这一列。", "Add the column."),
    ),
    "F739": Code(
        "error",
        Words("列的类型不对", "Wrong type of column"),
        Words(
            "列“{column}”应为{expected},类型却是 {type},整张表不能用。",
            "The column “{column}” should be {expected_en}, but its type is {type}; the table cannot be used.",
        ),
        Words("改变这一列的类型,或写成文字。", "Change the type of the column, or write it as text."),
    ),
    "F740": Code(
        "error",
        Words("没有主体的表", "No table of recipients"),
        Words("{source} 里没有一张主体的表。", "{source} holds no table of recipients."),
        Words("主体的表叫:{known}。", "Tables of recipients are called: {known}."),
    ),
    "F741": Code(
        "error",
        Words("读不了表", "A table cannot be read"),
        Words("{reason}。", "{reason_en}."),
        Words("核对文件或数据库。", "Check the file or the database."),
    ),
    "F742": Code(
        "error",
        Words("一行的格数不对", "A row with a wrong number of cells"),
        Words(
            "这一行有 {found} 格,表头有 {expected} 格。", "The row has {found} cells, the heading {expected}."
        ),
        Words(
            "补上缺的逗号;文字里有逗号的,整格加引号。",
            "Put the commas right; text with a comma stands in quotes.",
        ),
    ),
    "F743": Code(
        "error",
        Words("角色不全", "Roles known in part"),
        Words("这一行有的角色写了,有的空着。", "Some roles of the row are stated and some are empty."),
        Words(
            "每个角色都写是或否;不知道的,全部空着。",
            "State each role, or leave all of them empty where unknown.",
        ),
    ),
    "F744": Code(
        "error",
        Words("tables.json 有误", "A fault in tables.json"),
        Words("{reason}。", "{reason_en}."),
        Words(
            '写成 {{"complete": ["lease_contracts"]}} 这样,或 {{"complete": "all"}}。',
            'Write it like {{"complete": ["lease_contracts"]}}, or {{"complete": "all"}}.',
        ),
    ),
    "F745": Code(
        "error",
        Words("没有这张记录的表", "No such table of records"),
        Words(
            "“{value}”说是齐全的,但没有这张记录的表。",
            "“{value}” is said to be complete, but there is no such table of records.",
        ),
        Words("改成有的表:{known}。", "Name one that is there: {known}."),
    ),
    "R801": Code(
        "error",
        Words(
            "没有这个可改之处",
            "No such target",
        ),
        Words(
            "清单在 {on} 没有“{path}”可改。",
            "On {on} the list has no “{path}” that could be changed.",
        ),
        Words(
            "写成 11.purchase.标准.比例 这样;有:{known}。",
            "Write it like 11.purchase.标准.比例; there are: {known}.",
        ),
    ),
    "R802": Code(
        "error",
        Words(
            "指得不够准",
            "Target not exact enough",
        ),
        Words(
            "“{path}”可以指 {found} 处。",
            "“{path}” may mean {found} places.",
        ),
        Words(
            "写全:{known}。",
            "Write it in full: {known}.",
        ),
    ),
    "R803": Code(
        "error",
        Words(
            "单位不对",
            "Wrong unit",
        ),
        Words(
            "“{path}”现在是 {now},“{value}”不是{expected}。",
            "“{path}” is {now} now; “{value}” is not of the type {expected_en}.",
        ),
        Words(
            "写成和 {now} 一样的单位。",
            "Write it in the unit of {now}.",
        ),
    ),
    "R804": Code(
        "error",
        Words(
            "超出范围",
            "Out of range",
        ),
        Words(
            "“{path}”只能在 {low} 到 {high} 之间,“{value}”不在其中。",
            "“{path}” may be from {low} to {high}; “{value}” is not.",
        ),
        Words(
            "改成范围里的数。",
            "Choose a figure within the range.",
        ),
    ),
    "R805": Code(
        "error",
        Words(
            "没有这个选择",
            "No such choice",
        ),
        Words(
            "“{path}”不能是“{value}”。",
            "“{path}” cannot be “{value}”.",
        ),
        Words(
            "可以是:{known}。",
            "It may be: {known}.",
        ),
    ),
    "R806": Code(
        "error",
        Words(
            "看不懂的改动",
            "Change not understood",
        ),
        Words(
            "“{text}”不是一处改动。",
            "“{text}” is not a change.",
        ),
        Words(
            "写成“路径 = 新的数”“路径 改为 新的语句”“路径 删去”或“政策.条款 增加 语句”。",
            "Write “PATH = FIGURE”, “PATH 改为 STATEMENT”, “PATH 删去” or “POLICY.SCHEME 增加 STATEMENT”.",
        ),
    ),
    "R807": Code(
        "error",
        Words(
            "同一处改了两次",
            "One place changed twice",
        ),
        Words(
            "“{path}”和“{other}”改的是同一处。",
            "“{path}” and “{other}” change the same place.",
        ),
        Words(
            "只留一个。",
            "Keep one of them.",
        ),
    ),
    "R808": Code(
        "error",
        Words(
            "基准已经变了",
            "The baseline has changed",
        ),
        Words(
            "方案按 {wanted} 写成,现在的清单是 {found}。",
            "The reform was written against {wanted}; the list is {found} now.",
        ),
        Words(
            "核对方案所改的条文,再把“基准”写成 {found}。",
            "Look again at the clauses it changes, then write {found} as 基准.",
        ),
    ),
    "R809": Code(
        "error",
        Words(
            "方案缺一部分",
            "A part of the reform is missing",
        ),
        Words(
            "方案没有写{part}。",
            "The reform does not say {part_en}.",
        ),
        Words(
            "加上{heading}。",
            "Add {heading}.",
        ),
    ),
    "R810": Code(
        "warning",
        Words(
            "没有改变",
            "Nothing changed",
        ),
        Words(
            "“{path}”本来就是 {now}。",
            "“{path}” is {now} already.",
        ),
        Words(
            "删去这一处,或写上新的数。",
            "Delete the change, or write another figure.",
        ),
    ),
    "R811": Code(
        "error",
        Words(
            "步子有误",
            "Steps not understood",
        ),
        Words(
            "“{text}”不是一列数。",
            "“{text}” is no row of figures.",
        ),
        Words(
            "写成 11.purchase.标准.比例=10%..30%:1% 这样,从小到大,至多 {limit} 步。",
            "Write it like 11.purchase.标准.比例=10%..30%:1%, upwards, {limit} steps at most.",
        ),
    ),
    "R812": Code(
        "error",
        Words(
            "没有预算",
            "No envelope",
        ),
        Words(
            "{scheme} 没有预算,找不出守得住的数。",
            "{scheme} draws on no envelope, so nothing can be sought that keeps inside it.",
        ),
        Words(
            "用 --envelope 写上一个数,如 --envelope 2000万元。",
            "Name a sum, such as --envelope 2000万元.",
        ),
    ),
    "R813": Code(
        "error",
        Words("方案里未知的块", "Unknown block in a reform"),
        Words("不认识“{info}”块。", "The block “{info}” is unknown."),
        Words(
            "方案的块是“改动”,或者“规则 11.purchase”:整条规则。",
            "The blocks of a reform are 改动, or 规则 11.purchase: a whole clause.",
        ),
    ),
}
