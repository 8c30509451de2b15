//! What is public is shown by an example that runs.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use syn::{
    Attribute, Expr, ExprLit, ImplItem, Item, ItemImpl, Lit, Meta, TraitItem, Type, Visibility,
};

/// The crates that are published; what is generated is left out.
const CRATES: [&str; 4] = ["imagejobs", "imagejobs-client", "imagejobs-core", "imagejobs-mock"];

#[test]
fn every_public_item_is_named_in_an_example_of_its_own_of_its_type_or_of_its_module() {
    let mut public = Vec::new();
    for name in CRATES {
        let mut source = Source::default();
        for file in files(&root().join(name).join("src"), "rs") {
            if !file.components().any(|part| part.as_os_str() == "generated") {
                source.read(&file);
            }
        }
        public.extend(source.public.iter().map(|item| (source.shows(item), item.path(name))));
    }
    assert!(public.len() > 250, "{} public items: are the sources read?", public.len());
    let unseen = public.iter().filter(|(shown, _)| !shown);
    let unseen: Vec<_> = unseen.map(|(_, path)| path.as_str()).collect();
    assert!(unseen.is_empty(), "no example names\n{}", unseen.join("\n"));
}

#[test]
fn every_example_runs_or_says_why_it_does_not() {
    let mut examples = 0;
    for name in CRATES.iter().chain(&["imagejobs-cli"]) {
        let files =
            files(&root().join(name), "rs").into_iter().chain(files(&root().join(name), "md"));
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            let comments = |line: &str| {
                let line = line.trim_start();
                let comment = line.strip_prefix("///").or_else(|| line.strip_prefix("//!"));
                comment.map(|comment| comment.strip_prefix(' ').unwrap_or(comment).to_owned())
            };
            let text = match file.extension() {
                Some(extension) if extension == "rs" => {
                    text.lines().filter_map(comments).collect::<Vec<_>>().join("\n")
                }
                _ => text,
            };
            for (info, code) in fences(&text) {
                let says_why = code.contains("// Not run: ");
                assert!(!info.contains("ignore"), "{}: an example is ignored", file.display());
                assert!(
                    !info.contains("no_run") || says_why,
                    "{}: a `no_run` example has no line `// Not run: …`:\n{code}",
                    file.display()
                );
                examples += usize::from(is_run(&info));
            }
        }
    }
    assert!(examples > 100, "{examples} examples: are the sources read?");
}

#[test]
fn the_python_of_the_guide_stands_in_the_tests_that_it_tells_of() {
    let tests = files(&root().join("imagejobs-mock/examples/python"), "py");
    let tests: Vec<_> = tests.iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    let mut blocks = 0;
    for file in files(&root().join("imagejobs/src/guide"), "md") {
        for (info, code) in fences(&fs::read_to_string(file).unwrap()) {
            if info == "python" {
                let stands = tests.iter().any(|test| test.contains(&format!("\n{code}")));
                assert!(stands, "no test in Python has\n{code}");
                blocks += 1;
            }
        }
    }
    assert!(blocks >= 5, "{blocks} blocks: is the guide read?");
}

#[test]
fn the_guide_lists_every_call_of_the_control_api() {
    let chapter = root().join("imagejobs/src/guide/other_languages.md");
    let chapter = fs::read_to_string(chapter).unwrap();
    let server = imagejobs_mock::Server::builder().control().start().unwrap();
    let ask = |path: &str| {
        let mut stream = std::net::TcpStream::connect(server.addr()).unwrap();
        write!(stream, "PURGE {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    // The server tells all paths where there is none, and all methods where there is no such one.
    let nowhere = ask("/-/nonsense");
    let paths = nowhere.split([' ', ',', '"']).filter(|word| word.starts_with("/-/"));
    let mut calls = 0;
    for path in paths {
        let answer = ask(&path.replace(['{', '}'], ""));
        let allowed = answer.lines().find_map(|line| line.strip_prefix("Allow: ")).unwrap();
        for method in allowed.split(", ") {
            let row = format!("| `{method} {path}");
            let is_listed = ["`", "?"].iter().any(|end| chapter.contains(&format!("{row}{end}")));
            assert!(is_listed, "the guide does not list {method} {path}");
            calls += 1;
        }
    }
    assert!(calls >= 20, "{calls} calls: does the server tell them?\n{nowhere}");
}

/// What a crate's sources have for readers.
#[derive(Default)]
struct Source {
    public: Vec<Public>,
    /// The examples of a type, its blocks and its methods, by its module and name.
    of_types: BTreeMap<String, String>,
    /// The examples at the heads of modules, by the module.
    of_modules: BTreeMap<String, String>,
}

/// A public item.
struct Public {
    module: String,
    /// The type or trait whose item it is.
    owner: Option<String>,
    name: String,
    examples: String,
}

impl Public {
    fn path(&self, krate: &str) -> String {
        let owner = self.owner.iter().map(|owner| format!("{owner}::"));
        format!("{krate}: {}::{}{}", self.module, owner.collect::<String>(), self.name)
    }
}

impl Source {
    fn read(&mut self, file: &Path) {
        let text = fs::read_to_string(file).unwrap();
        let file_of = syn::parse_file(&text).unwrap();
        let path = file.with_extension("");
        let parts = path.iter().map(|part| part.to_string_lossy());
        let module: Vec<_> = parts.skip_while(|part| part != "src").skip(1).collect();
        let module = match module.join("::").as_str() {
            "lib" => "crate".to_owned(),
            module => format!("crate::{module}"),
        };
        self.of_modules.insert(module.clone(), examples(&file_of.attrs));
        self.items(&module, &file_of.items);
    }

    fn items(&mut self, module: &str, items: &[Item]) {
        for item in items {
            match item {
                Item::Struct(item) => self.add(module, None, &item.ident, &item.vis, &item.attrs),
                Item::Enum(item) => self.add(module, None, &item.ident, &item.vis, &item.attrs),
                Item::Type(item) => self.add(module, None, &item.ident, &item.vis, &item.attrs),
                Item::Const(item) => self.add(module, None, &item.ident, &item.vis, &item.attrs),
                Item::Fn(item) => self.add(module, None, &item.sig.ident, &item.vis, &item.attrs),
                Item::Trait(item) => {
                    self.add(module, None, &item.ident, &item.vis, &item.attrs);
                    for method in &item.items {
                        if let TraitItem::Fn(method) = method {
                            let (owner, name) = (Some(&item.ident), &method.sig.ident);
                            self.add(module, owner, name, &item.vis, &method.attrs);
                        }
                    }
                }
                Item::Impl(block) if block.trait_.is_none() => self.block(module, block),
                Item::Mod(inner) if matches!(inner.vis, Visibility::Public(_)) => {
                    let items = inner.content.as_ref().map_or(&[][..], |(_, items)| items);
                    self.items(&format!("{module}::{}", inner.ident), items);
                }
                _ => {}
            }
        }
    }

    fn block(&mut self, module: &str, block: &ItemImpl) {
        let Type::Path(of) = &*block.self_ty else { return };
        let owner = &of.path.segments.last().unwrap().ident;
        self.of_types.entry(owner.to_string()).or_default().push_str(&examples(&block.attrs));
        for item in &block.items {
            match item {
                ImplItem::Fn(item) => {
                    self.add(module, Some(owner), &item.sig.ident, &item.vis, &item.attrs);
                }
                ImplItem::Const(item) => {
                    self.add(module, Some(owner), &item.ident, &item.vis, &item.attrs);
                }
                _ => {}
            }
        }
    }

    /// Takes an item down, if it is public: the compiler sees to it that `pub` is.
    fn add(
        &mut self,
        module: &str,
        owner: Option<&syn::Ident>,
        name: &syn::Ident,
        visibility: &Visibility,
        attributes: &[Attribute],
    ) {
        if matches!(visibility, Visibility::Public(_)) {
            let (owner, name) = (owner.map(ToString::to_string), name.to_string());
            let examples = examples(attributes);
            let of =
                self.of_types.entry(owner.clone().unwrap_or_else(|| name.clone())).or_default();
            of.push_str(&examples);
            self.public.push(Public { module: module.to_owned(), owner, name, examples });
        }
    }

    /// Whether an example names it.
    fn shows(&self, item: &Public) -> bool {
        let heads = self.of_modules.iter().filter(|(module, _)| {
            item.module == **module || item.module.starts_with(&format!("{module}::"))
        });
        let of_type = self.of_types.get(item.owner.as_ref().unwrap_or(&item.name));
        !item.examples.is_empty()
            || of_type.into_iter().chain(heads.map(|(_, code)| code)).any(|code| {
                code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == item.name)
            })
    }
}

/// The code of the examples in a doc comment.
fn examples(attributes: &[Attribute]) -> String {
    let mut docs = String::new();
    for attribute in attributes {
        if let Meta::NameValue(doc) = &attribute.meta
            && doc.path.is_ident("doc")
            && let Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) = &doc.value
        {
            docs.push_str(line.value().strip_prefix(' ').unwrap_or(&line.value()));
            docs.push('\n');
        }
    }
    fences(&docs).into_iter().filter(|(info, _)| is_run(info)).map(|(_, code)| code).collect()
}

/// Whether rustdoc takes a block of code for an example.
fn is_run(info: &str) -> bool {
    info.split(',').all(|word| matches!(word, "" | "rust" | "no_run" | "should_panic"))
}

/// The blocks of code of a text in Markdown: what stands behind the fence, and the code.
fn fences(text: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in text.lines() {
        match (line.trim_start().strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(info), None) => open = Some((info.trim().to_owned(), String::new())),
            (None, Some((_, code))) => {
                code.push_str(line);
                code.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

/// The files below a folder with this extension, those of its tests and builds left out.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("tests") && !path.ends_with("target") {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The folder of the crates.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}
