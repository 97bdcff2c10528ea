//! An item of a Rust file, found by its kind and name, shown as it stands there.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, ImplItem, Item, TraitItem, Type};

use crate::code::tidy;
use crate::problem::listed;

/// The lines of an item such as `fn serve`, `fn Counters::add`, `struct Counters` or
/// `impl Drop for Guard`, without its attributes and doc comments.
///
/// # Errors
/// The file is not Rust, or has no such item, or several.
pub fn find(text: &str, name: &str) -> Result<Vec<String>, String> {
    let file = syn::parse_file(text).map_err(|error| {
        let line = error.span().start().line;
        format!("it is not Rust in its line {line}: {error}")
    })?;
    let mut items = Items::default();
    items.visit_file(&file);

    let found: Vec<&Found> = items
        .found
        .iter()
        .filter(|item| item.name == name)
        .collect();
    let item = match found[..] {
        [item] => item,
        [] => {
            let names = items.found.iter().map(|item| item.name.as_str());
            return Err(format!("there is no `{name}`; there is {}", listed(names)));
        }
        _ => return Err(format!("there are {} of `{name}`", found.len())),
    };
    let lines = text
        .lines()
        .enumerate()
        .map(|(line, text)| (line + 1, text));
    Ok(tidy(lines.filter_map(|(line, text)| {
        let is_attribute = items.attributes.iter().any(|lines| lines.has(line));
        (item.lines.has(line) && !is_attribute).then_some(text)
    })))
}

/// What there is in a file.
#[derive(Default)]
struct Items {
    found: Vec<Found>,
    attributes: Vec<Lines>,
}

struct Found {
    name: String,
    lines: Lines,
}

/// From one line of a file to another.
struct Lines {
    first: usize,
    last: usize,
}

impl Lines {
    fn of(span: Span) -> Lines {
        Lines {
            first: span.start().line,
            last: span.end().line,
        }
    }

    fn has(&self, line: usize) -> bool {
        (self.first..=self.last).contains(&line)
    }
}

impl Items {
    fn add(&mut self, name: String, bare: &impl Spanned) {
        let lines = Lines::of(bare.span());
        self.found.push(Found { name, lines });
    }
}

/// Adds an item by its kind and name, measured without the attributes in front of it.
macro_rules! add {
    ($items:ident, $item:ident, $name:expr) => {{
        let mut bare = $item.clone();
        bare.attrs.clear();
        $items.add($name, &bare);
    }};
}

impl<'ast> Visit<'ast> for Items {
    fn visit_item(&mut self, item: &'ast Item) {
        match item {
            Item::Const(item) => add!(self, item, format!("const {}", item.ident)),
            Item::Enum(item) => add!(self, item, format!("enum {}", item.ident)),
            Item::Fn(item) => add!(self, item, format!("fn {}", item.sig.ident)),
            Item::Mod(item) => add!(self, item, format!("mod {}", item.ident)),
            Item::Static(item) => add!(self, item, format!("static {}", item.ident)),
            Item::Struct(item) => add!(self, item, format!("struct {}", item.ident)),
            Item::Type(item) => add!(self, item, format!("type {}", item.ident)),
            Item::Trait(item) => {
                add!(self, item, format!("trait {}", item.ident));
                for method in &item.items {
                    if let TraitItem::Fn(method) = method {
                        add!(
                            self,
                            method,
                            format!("fn {}::{}", item.ident, method.sig.ident)
                        );
                    }
                }
            }
            Item::Impl(item) => {
                let of = name_of(&item.self_ty);
                add!(
                    self,
                    item,
                    match &item.trait_ {
                        Some((_, path, _)) => format!("impl {} for {of}", last_name(path)),
                        None => format!("impl {of}"),
                    }
                );
                for member in &item.items {
                    match member {
                        ImplItem::Fn(method) => {
                            add!(self, method, format!("fn {of}::{}", method.sig.ident));
                        }
                        ImplItem::Const(value) => {
                            add!(self, value, format!("const {of}::{}", value.ident));
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        visit::visit_item(self, item);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        self.attributes.push(Lines::of(attribute.span()));
    }
}

/// The bare name of a type: `Guard` for `Guard<'a, T>`.
fn name_of(of: &Type) -> String {
    match of {
        Type::Path(path) => last_name(&path.path),
        Type::Reference(reference) => name_of(&reference.elem),
        _ => "?".into(),
    }
}

fn last_name(path: &syn::Path) -> String {
    let last = path.segments.last();
    last.map_or_else(String::new, |segment| segment.ident.to_string())
}
