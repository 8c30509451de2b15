//! What a description says: values, bounds, defaults, deprecation.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::layout::Layout;

#[test]
fn values_are_read_in_every_wording() {
    let strings = json!({"enum": ["NEW", "OLD"]});
    let cases: &[(&str, &[&str], Value)] = &[
        ("String", &["State.", "• NEW - not yet used", "• OLD: used up"], strings.clone()),
        ("String", &["State.", "• NEW (not yet used)", "• OLD."], strings.clone()),
        ("String", &["State. It is:", "• NEW", "• OLD"], strings.clone()),
        ("String", &["State.", "NEW: not yet used", "OLD: used up"], strings.clone()),
        ("String", &["State.", "Enumeration values:", "• NEW", "• OLD"], strings.clone()),
        ("String", &["State.", "Enumerated values:", "NEW", "OLD"], strings.clone()),
        ("String", &["State. The value can be NEW or OLD."], strings.clone()),
        (
            "String",
            &["State. The options are \"NEW\" and \"OLD\". There is no other."],
            strings.clone(),
        ),
        (
            "String",
            &["Definition", "State.", "Range", "• NEW: not yet used", "• OLD"],
            strings.clone(),
        ),
        (
            "String",
            &["Details:", "State.", "Options:", "NEW, OLD", "Default value:", "N/A"],
            strings.clone(),
        ),
        (
            "Array of strings",
            &["States.", "Enumeration values:", "• NEW", "• OLD"],
            strings.clone(),
        ),
        // A list that says it is one wins over bullets before it.
        (
            "String",
            &["State:", "• new: x", "• old: y", "Enumeration values:", "• NEW", "• OLD"],
            strings,
        ),
        ("Integer", &["State.", "• 1: new", "• 2: old"], json!({"enum": [1, 2]})),
        ("Integer", &["State. Possible values: 1, 2, or 3."], json!({"enum": [1, 2, 3]})),
        (
            "String",
            &["State.", "Enumeration values:", "• not yet used"],
            json!({"enum": ["not yet used"]}),
        ),
        (
            "String",
            &["Who may.", "Enumeration values:", "• NONE", "• none", "• ALL"],
            json!({"enum": ["NONE", "none", "ALL"]}),
        ),
        // Values that read like labels.
        (
            "String",
            &["Look. It is:", "• default: as ever", "• new: not as ever"],
            json!({"enum": ["default", "new"]}),
        ),
        (
            "String",
            &["Look. It is:", "• DEFAULT: as ever", "• NEW"],
            json!({"enum": ["DEFAULT", "NEW"]}),
        ),
        (
            "Integer",
            &["Size.", "• 1: small", "• 2: big", "• 3: huge", "Maximum: 100"],
            json!({"enum": [1, 2, 3], "maximum": 100}),
        ),
        // None of these of these is a list of values.
        (
            "String",
            &["Look for it in these ways:", "• Method 1: ask", "• Method 2: search"],
            json!({}),
        ),
        (
            "String",
            &["State.", "• Only letters are allowed.", "• It starts with a letter."],
            json!({}),
        ),
        ("Boolean", &["Whether it is new.", "• true: yes", "• false: no"], json!({})),
        ("Object", &["Parts.", "• key: a key", "• value: a value"], json!({})),
        ("Integer", &["State.", "• one: new", "• two: old"], json!({})),
        ("Array of Widget objects", &["Widgets.", "• id: which", "• size: how big"], json!({})),
        (
            "String",
            &["Seal.", "• WAX: The value contains 8 to 9 characters.", "• INK: any"],
            json!({}),
        ),
        (
            "String",
            &["Part.", "{\n  \"widget\": {\n    \"id\": 1,\n    \"size\": 2\n  }\n}"],
            json!({}),
        ),
        (
            "Integer",
            &["Size. The value ranges from -1 to 100.", "• -1: any size", "• 0: no size"],
            json!({"minimum": -1, "maximum": 100}),
        ),
        ("String", &["Note: this is one.", "Example: that is another."], json!({})),
    ];
    for (kind, description, said) in cases {
        assert_eq!(&Layout::said(kind, description), said, "{description:?}");
    }
}

#[test]
fn bounds_are_read_in_every_wording() {
    let range = json!({"minimum": 1, "maximum": 100});
    let length = json!({"min_length": 1, "max_length": 64});
    let cases: &[(&str, &[&str], Value)] = &[
        ("Integer", &["Size. The value ranges from 1 to 100. It is odd."], range.clone()),
        ("Integer", &["Size.", "Minimum: 1", "Maximum: 100"], range.clone()),
        ("Integer", &["Size.", "Value range: 1-100"], range.clone()),
        (
            "Integer",
            &["Definition", "Size.", "Range", "1 to 100", "Default Value", "N/A"],
            range.clone(),
        ),
        (
            "Integer",
            &["Definition", "Size.", "Range", "The value range is [1, 100]."],
            range.clone(),
        ),
        ("Integer", &["Size, an integer ranging from 1 to 100"], range),
        ("String", &["Name.", "Minimum: 1", "Maximum: 64"], length.clone()),
        ("String", &["Name. It contains 1 to 64 characters."], length.clone()),
        ("String", &["Name. The length ranges from 1 to 64."], length.clone()),
        ("String", &["Name.", "Minimum length: 1", "Maximum length: 64"], length.clone()),
        ("Array of strings", &["Names.", "Array Length: 1 - 64"], length),
        ("String", &["Name. Max 64 characters are allowed."], json!({"max_length": 64})),
        ("String", &["Name. It cannot exceed 64 characters."], json!({"max_length": 64})),
        ("Integer", &["Size. The maximum value is 9."], json!({"maximum": 9})),
        ("Float", &["Share.", "Minimum: 0.5", "Maximum: 1"], json!({"minimum": 0.5, "maximum": 1})),
        (
            "Integer",
            &["Offset.", "Minimum: -10", "Maximum: -1"],
            json!({"minimum": -10, "maximum": -1}),
        ),
        (
            "Long",
            &["Size.", "Minimum: -9223372036854775808", "Maximum: 18446744073709551615"],
            json!({"minimum": i64::MIN, "maximum": u64::MAX}),
        ),
        (
            "Integer",
            &["Size. The value ranges from 0 to 1,000,000."],
            json!({"minimum": 0, "maximum": 1_000_000}),
        ),
        ("Float", &["Share.", "Maximum: 1.5e+108"], json!({"maximum": 1.5e108})),
        ("Float", &["Share.", "Maximum: 1.5E-3"], json!({"maximum": 0.0015})),
        // What holds for one case of several is not said.
        ("Integer", &["Size. If it is a box, the value ranges from 1 to 9."], json!({})),
        ("Integer", &["Size.", "• Boxes: The maximum value is 9."], json!({})),
        ("String", &["Name.", "When it is a box, it cannot exceed 64 characters."], json!({})),
        ("Long", &["Size. The value ranges from 1 to 2^31."], json!({})),
        ("Integer", &["Size.", "Minimum: none"], json!({})),
    ];
    for (kind, description, said) in cases {
        assert_eq!(&Layout::said(kind, description), said, "{description:?}");
    }
}

#[test]
fn defaults_are_of_the_rows_type_where_they_can_be() {
    let cases: &[(&str, &[&str], Value)] = &[
        ("Integer", &["Size. The default value is 10."], json!({"default": 10})),
        ("Integer", &["Size. The default value is 10 and may grow."], json!({"default": 10})),
        ("Integer", &["Size.", "Default: 10"], json!({"default": 10})),
        ("Integer", &["Size.", "Default: ten"], json!({"default": "ten"})),
        (
            "Long",
            &["Size.", "Default: 9007199254740993"],
            json!({"default": 9_007_199_254_740_993_i64}),
        ),
        ("String", &["Size.", "Default: 10"], json!({"default": "10"})),
        ("String", &["Version.", "Default: 2.0"], json!({"default": "2.0"})),
        ("String", &["Kind. The default value is big. It grows."], json!({"default": "big"})),
        ("String", &["Kind (default value: big)."], json!({"default": "big"})),
        ("Boolean", &["Whether it is big.", "Default: false"], json!({"default": false})),
        ("Float", &["Share. It defaults to 0.5."], json!({"default": 0.5})),
        ("Array of strings", &["Names.", "Default: [\"a\"]"], json!({"default": ["a"]})),
        (
            "String",
            &["Definition", "Kind.", "Default Value", "big one"],
            json!({"default": "big one"}),
        ),
        ("String", &["Definition", "Kind.", "Default value:", "N/A"], json!({})),
        ("String", &["Kind. The default value is the name of the shop."], json!({})),
        ("String", &["Kind. The default value is empty."], json!({})),
        ("String", &["Who.", "Default: NONE"], json!({"default": "NONE"})),
        (
            "String",
            &["Kind. If it is not sent, the default value is big."],
            json!({"default": "big"}),
        ),
        (
            "Integer",
            &["Definition", "Size.", "Default Value", "The default value is 10, as for all."],
            json!({"default": 10}),
        ),
        ("String", &["Kind.", "Default value:", "If it is not sent, any kind will do."], json!({})),
        ("String", &["Kind. If it is a box, the default value is big."], json!({})),
        ("String", &["Kind. If there is a box, the default value is used."], json!({})),
        ("Integer", &["Size. The default value is 5 kg for boxes and 6 kg for bags."], json!({})),
        (
            "String",
            &["Port.", "• Ships: The default value is 1.", "• Boats: The default value is 2."],
            json!({}),
        ),
        (
            "Object",
            &["Kind.", "Default value:", "{\n  \"size\": [\n    1 ]\n}"],
            json!({"default": {"size": [1]}}),
        ),
    ];
    for (kind, description, said) in cases {
        assert_eq!(&Layout::said(kind, description), said, "{description:?}");
    }
}

#[test]
fn only_its_own_deprecation_counts() {
    for (text, deprecated) in [
        ("This parameter will be deprecated.", true),
        ("Size. This field has been deprecated.", true),
        ("(Deprecated) Size.", true),
        ("Deprecated. Size.", true),
        ("Size. (This parameter is deprecated. Weigh it.)", true),
        ("• Size. This parameter has been discarded.", true),
        ("Whether it is big. (deprecated)", true),
        ("Old size (deprecated)", true),
        ("Replaces a deprecated field.", false),
        ("DEPRECATED: it will go soon", false),
        ("• DEPRECATED", false),
        ("• oldSize: size of old ones (deprecated)", false),
        ("Size. For details, see Sizes of Old (Deprecated).", false),
        ("Without it, the old (discarded) parameter counts.", false),
        ("Packets that are discarded.", false),
    ] {
        let said = Layout::said("String", &[text]);
        assert_eq!(said.get("deprecated").is_some(), deprecated, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bounds_and_default_are_read_back(least in any::<i64>(), most in any::<u64>(), default in any::<i64>()) {
        let said = json!({"minimum": least, "maximum": most, "default": default});
        let lines = [format!("Default: {default}"), format!("Minimum: {least}"), format!("Maximum: {most}")];
        let prose = format!("Size. The value ranges from {least} to {most}. The default value is {default}.");
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        prop_assert_eq!(&Layout::said("Long", &lines), &said);
        prop_assert_eq!(&Layout::said("Long", &[&prose]), &said);
    }

    #[test]
    fn any_values_are_read_back(
        values in prop::collection::hash_set("[A-Z][A-Z0-9_]{2,12}", 2..9),
        style in 0..5_usize,
    ) {
        let values: Vec<String> = values.into_iter().filter(|value| !["MIN", "MAX", "NOTE"].contains(&value.as_str())).collect();
        prop_assume!(values.len() > 1);
        let mut lines: Vec<String> = vec!["State.".to_owned()];
        lines.extend(["Enumeration values:".to_owned()].into_iter().filter(|_| style >= 3));
        lines.extend(values.iter().map(|value| match style {
            0 => format!("• {value}: as it is"),
            1 => format!("• {value} - as it is"),
            2 => format!("{value}: as it is"),
            3 => format!("• {value}"),
            _ => value.clone(),
        }));
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        prop_assert_eq!(Layout::said("String", &lines), json!({"enum": values}));
    }
}
