// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "textentity.h"

#include "apierror.h"

#include <algorithm>
#include <array>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

enum class EntityClass {
    Splittable, // is cut where another one begins or ends
    Continuous, // crosses nothing
    Verbatim,   // Continuous, and nothing else stands inside
    Quote,
};

struct EntityTraits
{
    EntityType type;
    const char16_t *name;
    EntityClass entityClass;
    int priority; // of those with the same place, which comes first
};

// tdlib/td, MessageEntity.cpp: get_type_priority and the masks of classes.
constexpr std::array kTraits{
    EntityTraits{EntityType::Mention, u"mention", EntityClass::Continuous, 50},
    EntityTraits{EntityType::Hashtag, u"hashtag", EntityClass::Continuous, 50},
    EntityTraits{EntityType::Cashtag, u"cashtag", EntityClass::Continuous, 50},
    EntityTraits{EntityType::BotCommand, u"bot_command", EntityClass::Continuous, 50},
    EntityTraits{EntityType::Url, u"url", EntityClass::Continuous, 50},
    EntityTraits{EntityType::Email, u"email", EntityClass::Continuous, 50},
    EntityTraits{EntityType::Bold, u"bold", EntityClass::Splittable, 90},
    EntityTraits{EntityType::Italic, u"italic", EntityClass::Splittable, 91},
    EntityTraits{EntityType::Underline, u"underline", EntityClass::Splittable, 92},
    EntityTraits{EntityType::Strikethrough, u"strikethrough", EntityClass::Splittable, 93},
    EntityTraits{EntityType::Spoiler, u"spoiler", EntityClass::Splittable, 94},
    EntityTraits{EntityType::Code, u"code", EntityClass::Verbatim, 20},
    EntityTraits{EntityType::Pre, u"pre", EntityClass::Verbatim, 11},
    EntityTraits{EntityType::PreCode, u"pre", EntityClass::Verbatim, 10},
    EntityTraits{EntityType::DateTime, u"date_time", EntityClass::Verbatim, 30},
    EntityTraits{EntityType::TextLink, u"text_link", EntityClass::Continuous, 49},
    EntityTraits{EntityType::TextMention, u"text_mention", EntityClass::Continuous, 49},
    EntityTraits{EntityType::CustomEmoji, u"custom_emoji", EntityClass::Continuous, 99},
    EntityTraits{EntityType::Blockquote, u"blockquote", EntityClass::Quote, 0},
    EntityTraits{EntityType::ExpandableBlockquote, u"expandable_blockquote", EntityClass::Quote, 0},
};

const EntityTraits &traits(EntityType type)
{
    return *std::find_if(kTraits.begin(), kTraits.end(),
                         [type](const EntityTraits &entry) { return entry.type == type; });
}

EntityClass classOf(const TextEntity &entity)
{
    return traits(entity.type).entityClass;
}

bool isBefore(const TextEntity &a, const TextEntity &b)
{
    if (a.offset != b.offset)
        return a.offset < b.offset;
    if (a.length != b.length)
        return a.length > b.length;
    return traits(a.type).priority < traits(b.type).priority;
}

void sort(QList<TextEntity> &entities)
{
    std::stable_sort(entities.begin(), entities.end(), isBefore);
}

// Keeps of those that touch one another the first; they must be sorted.
void dropIntersecting(QList<TextEntity> &entities)
{
    qsizetype end = 0;
    entities.removeIf([&end](const TextEntity &entity) {
        if (entity.offset < end)
            return true;
        end = entity.end();
        return false;
    });
}

bool crosses(const TextEntity &a, const TextEntity &quote)
{
    const bool overlaps = a.offset < quote.end() && quote.offset < a.end();
    return overlaps && (a.offset < quote.offset || a.end() > quote.end());
}

// All entities of one splittable type as stretches that do not touch, cut where `others` begin and end, and
// without what lies inside verbatim text.
QList<TextEntity> split(const QList<TextEntity> &same, const QList<TextEntity> &others)
{
    QList<TextEntity> merged;
    for (const TextEntity &entity : same) {
        if (!merged.isEmpty() && entity.offset <= merged.last().end()) {
            const qsizetype end = qMax(merged.last().end(), entity.end());
            merged.last().length = end - merged.last().offset;
        } else {
            merged.append(entity);
        }
    }
    QList<TextEntity> pieces;
    for (const TextEntity &whole : std::as_const(merged)) {
        std::vector<qsizetype> cuts{whole.offset, whole.end()};
        for (const TextEntity &other : others) {
            for (const qsizetype cut : {other.offset, other.end()}) {
                if (cut > whole.offset && cut < whole.end())
                    cuts.push_back(cut);
            }
        }
        std::sort(cuts.begin(), cuts.end());
        cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
        for (size_t i = 0; i + 1 < cuts.size(); ++i) {
            const TextEntity piece{whole.type, cuts[i], cuts[i + 1] - cuts[i], {}};
            const bool isInside = std::any_of(others.begin(), others.end(), [&](const TextEntity &other) {
                return classOf(other) == EntityClass::Verbatim && other.offset <= piece.offset &&
                       piece.end() <= other.end();
            });
            if (!isInside)
                pieces.append(piece);
        }
    }
    return pieces;
}

QList<TextEntity> ofClass(const QList<TextEntity> &entities, std::initializer_list<EntityClass> classes)
{
    QList<TextEntity> chosen;
    for (const TextEntity &entity : entities) {
        if (std::find(classes.begin(), classes.end(), classOf(entity)) != classes.end())
            chosen.append(entity);
    }
    return chosen;
}

// tdlib/td, MessageEntity.cpp, fix_entities and merge_new_entities.
QList<TextEntity> putRight(QList<TextEntity> entities, const QList<TextEntity> &found)
{
    sort(entities);
    QList<TextEntity> quotes = ofClass(entities, {EntityClass::Quote});
    dropIntersecting(quotes);
    const auto crossesAQuote = [&quotes](const TextEntity &entity) {
        return std::any_of(quotes.begin(), quotes.end(),
                           [&](const TextEntity &quote) { return crosses(entity, quote); });
    };
    QList<TextEntity> others = ofClass(entities, {EntityClass::Continuous, EntityClass::Verbatim});
    dropIntersecting(others);
    others.removeIf(crossesAQuote);
    const QList<TextEntity> given = others;
    for (const TextEntity &entity : found) {
        const bool isFree = std::none_of(given.begin(), given.end(), [&](const TextEntity &other) {
            return entity.offset < other.end() && other.offset < entity.end();
        });
        if (isFree && !crossesAQuote(entity))
            others.append(entity);
    }
    others.append(quotes);
    sort(others);

    QList<TextEntity> all = others;
    for (const EntityTraits &entry : kTraits) {
        if (entry.entityClass != EntityClass::Splittable)
            continue;
        QList<TextEntity> same;
        std::copy_if(entities.begin(), entities.end(), std::back_inserter(same),
                     [&entry](const TextEntity &entity) { return entity.type == entry.type; });
        all.append(split(same, others));
    }
    sort(all);
    return all;
}

bool isDropped(QChar c)
{
    const char16_t code = c.unicode();
    return code == u'\r' || (code >= 0x2028 && code <= 0x202e) || code == 0x333 || code == 0x33f ||
           code == 0x30a;
}

// What leaves nothing to see when a text is made of it alone (tdlib/td, misc.cpp, strip_empty_characters).
bool isInvisible(QChar c)
{
    const char16_t code = c.unicode();
    static const QString single = u" \n\u00a0\u1680\u180e\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc"_s;
    return single.contains(c) || (code >= 0x2000 && code <= 0x200f);
}

void checkBounds(const FormattedText &formatted)
{
    const qsizetype size = formatted.text.size();
    for (const TextEntity &entity : formatted.entities) {
        if (entity.offset < 0 || entity.offset > 1'000'000)
            badRequest(u"Receive an entity with incorrect offset %1"_s.arg(entity.offset));
        if (entity.length < 0 || entity.length > 1'000'000)
            badRequest(u"Receive an entity with incorrect length %1"_s.arg(entity.length));
        if (entity.length > 0 && entity.offset > size) {
            badRequest(u"Entity begins after the end of the text at UTF-16 offset %1"_s.arg(entity.offset));
        }
        if (entity.length > 0 && entity.end() > size) {
            badRequest(u"Entity beginning at UTF-16 offset %1 ends after the end of the text "
                       "at UTF-16 offset %2"_s.arg(entity.offset)
                           .arg(entity.end()));
        }
    }
}

void cut(QList<TextEntity> &entities, qsizetype from, qsizetype to)
{
    for (TextEntity &entity : entities) {
        const qsizetype begin = qBound(from, entity.offset, to);
        const qsizetype end = qBound(from, entity.end(), to);
        entity.offset = begin - from;
        entity.length = end - begin;
    }
    entities.removeIf([](const TextEntity &entity) { return entity.length <= 0; });
}

// Drops and replaces single characters, and moves the entities along.
FormattedText cleaned(const FormattedText &formatted)
{
    FormattedText result;
    QList<qsizetype> moved(formatted.text.size() + 1); // where each character went
    for (qsizetype i = 0; i < formatted.text.size(); ++i) {
        moved[i] = result.text.size();
        const QChar c = formatted.text[i];
        if (isDropped(c))
            continue;
        result.text += c.unicode() < 0x20 && c != u'\n' ? QChar(u' ') : c;
    }
    moved[formatted.text.size()] = result.text.size();
    for (const TextEntity &entity : formatted.entities) {
        if (entity.length == 0)
            continue;
        TextEntity kept = entity;
        kept.offset = moved[entity.offset];
        kept.length = moved[entity.end()] - kept.offset;
        if (kept.length > 0)
            result.entities.append(kept);
    }
    return result;
}

} // namespace

QJsonObject TextEntity::json() const
{
    QJsonObject json{
        {u"offset"_s, offset}, {u"length"_s, length}, {u"type"_s, QString::fromUtf16(traits(type).name)}};
    switch (type) {
    case EntityType::TextLink:
        json.insert(u"url", argument);
        break;
    case EntityType::PreCode:
        json.insert(u"language", argument);
        break;
    case EntityType::CustomEmoji:
        json.insert(u"custom_emoji_id", argument);
        break;
    case EntityType::TextMention:
        json.insert(u"user", QJsonObject{{u"id"_s, argument.toLongLong()},
                                         {u"is_bot"_s, false},
                                         {u"first_name"_s, QString()}});
        break;
    case EntityType::DateTime:
        json.insert(u"unix_time", argument.section(u' ', 0, 0).toLongLong());
        json.insert(u"date_time_format", argument.section(u' ', 1));
        break;
    default:
        break;
    }
    return json;
}

std::optional<EntityType> entityTypeOf(const QString &name)
{
    for (const EntityTraits &entry : kTraits) {
        if (name == QStringView(entry.name))
            return entry.type;
    }
    return std::nullopt;
}

QJsonArray FormattedText::entitiesJson() const
{
    QJsonArray all;
    for (const TextEntity &entity : entities)
        all.append(entity.json());
    return all;
}

FormattedText tidied(FormattedText formatted, bool mayBeEmpty)
{
    checkBounds(formatted);
    formatted = cleaned(formatted);
    const auto isBlank = [](QChar c) { return c == u' ' || c == u'\n'; };
    qsizetype end = formatted.text.size();
    while (end > 0 && isBlank(formatted.text[end - 1]))
        --end;
    const bool isEmpty = std::all_of(formatted.text.begin(), formatted.text.end(), isInvisible);
    if (isEmpty && !mayBeEmpty)
        badRequest(u"Text must be non-empty"_s);
    cut(formatted.entities, 0, end);
    // In front, spaces stay from the first entity on.
    qsizetype begin = 0;
    qsizetype firstEntity = end;
    for (const TextEntity &entity : std::as_const(formatted.entities))
        firstEntity = qMin(firstEntity, entity.offset);
    while (begin < firstEntity && isBlank(formatted.text[begin]))
        ++begin;
    cut(formatted.entities, begin, end);
    formatted.text = formatted.text.mid(begin, end - begin);
    formatted.entities = putRight(formatted.entities, foundEntities(formatted.text));
    return formatted;
}

} // namespace turnpike::sandbox
