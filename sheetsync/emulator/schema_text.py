"""The table of Google's messages behind `schema`: data only."""

MESSAGES = """
Spreadsheet = spreadsheetId:str properties:SpreadsheetProperties sheets:[Sheet] namedRanges:[NamedRange]
    spreadsheetUrl:str developerMetadata:[DeveloperMetadata] dataSources:[any] dataSourceSchedules:[any]
SpreadsheetProperties = title:str locale:str autoRecalc:ON_CHANGE|MINUTE|HOUR|RECALCULATION_INTERVAL_UNSPECIFIED
    timeZone:str defaultFormat:CellFormat iterativeCalculationSettings:IterativeCalculationSettings
    spreadsheetTheme:SpreadsheetTheme importFunctionsExternalUrlAccessAllowed:bool
IterativeCalculationSettings = maxIterations:int convergenceThreshold:double
SpreadsheetTheme = primaryFontFamily:str themeColors:[ThemeColorPair]
ThemeColorPair = colorType:str color:ColorStyle
Sheet = properties:SheetProperties data:[GridData] merges:[GridRange] conditionalFormats:[ConditionalFormatRule]
    filterViews:[FilterView] protectedRanges:[ProtectedRange] basicFilter:BasicFilter charts:[any]
    bandedRanges:[BandedRange] developerMetadata:[DeveloperMetadata] rowGroups:[DimensionGroup]
    columnGroups:[DimensionGroup] slicers:[any] tables:[any]
SheetProperties = sheetId:int? title:str index:int? sheetType:GRID|OBJECT|DATA_SOURCE|SHEET_TYPE_UNSPECIFIED
    gridProperties:GridProperties hidden:bool tabColor:Color tabColorStyle:ColorStyle rightToLeft:bool
    dataSourceSheetProperties:any
GridProperties = rowCount:int columnCount:int frozenRowCount:int frozenColumnCount:int hideGridlines:bool
    rowGroupControlAfter:bool columnGroupControlAfter:bool
GridData = startRow:int startColumn:int rowData:[RowData] rowMetadata:[DimensionProperties]
    columnMetadata:[DimensionProperties]
DimensionProperties = hiddenByFilter:bool hiddenByUser:bool pixelSize:int developerMetadata:[DeveloperMetadata]
    dataSourceColumnReference:any
RowData = values:[CellData]
CellData = userEnteredValue:ExtendedValue effectiveValue:ExtendedValue formattedValue:str userEnteredFormat:CellFormat
    effectiveFormat:CellFormat hyperlink:str note:str textFormatRuns:[TextFormatRun] dataValidation:DataValidationRule
    pivotTable:any dataSourceTable:any dataSourceFormula:any chipRuns:[any]
ExtendedValue = numberValue:double? stringValue:str? boolValue:bool? formulaValue:str? errorValue:ErrorValue
ErrorValue = type:str message:str
CellFormat = numberFormat:NumberFormat backgroundColor:Color backgroundColorStyle:ColorStyle borders:Borders
    padding:Padding horizontalAlignment:LEFT|CENTER|RIGHT|HORIZONTAL_ALIGN_UNSPECIFIED
    verticalAlignment:TOP|MIDDLE|BOTTOM|VERTICAL_ALIGN_UNSPECIFIED
    wrapStrategy:OVERFLOW_CELL|LEGACY_WRAP|CLIP|WRAP|WRAP_STRATEGY_UNSPECIFIED
    textDirection:str
    textFormat:TextFormat hyperlinkDisplayType:str textRotation:TextRotation
NumberFormat =
    type:TEXT|NUMBER|PERCENT|CURRENCY|DATE|TIME|DATE_TIME|SCIENTIFIC|NUMBER_FORMAT_TYPE_UNSPECIFIED pattern:str
Color = red:channel green:channel blue:channel alpha:float?
ColorStyle = rgbColor:Color themeColor:str
Borders = top:Border bottom:Border left:Border right:Border
Border = style:DOTTED|DASHED|SOLID|SOLID_MEDIUM|SOLID_THICK|NONE|DOUBLE|STYLE_UNSPECIFIED width:int color:Color
    colorStyle:ColorStyle
Padding = top:int right:int bottom:int left:int
TextFormat = foregroundColor:Color foregroundColorStyle:ColorStyle fontFamily:str fontSize:int bold:bool? italic:bool?
    strikethrough:bool? underline:bool? link:Link
Link = uri:str
TextRotation = angle:int vertical:bool
TextFormatRun = startIndex:int format:TextFormat
DataValidationRule = condition:BooleanCondition inputMessage:str strict:bool showCustomUi:bool
BooleanCondition = type:str values:[ConditionValue]
ConditionValue = relativeDate:str userEnteredValue:str
GridRange = sheetId:int startRowIndex:int? endRowIndex:int? startColumnIndex:int? endColumnIndex:int?
GridCoordinate = sheetId:int rowIndex:int columnIndex:int
DimensionRange = sheetId:int dimension:ROWS|COLUMNS|DIMENSION_UNSPECIFIED startIndex:int? endIndex:int?
DimensionGroup = range:DimensionRange depth:int collapsed:bool
NamedRange = namedRangeId:str name:str range:GridRange
ProtectedRange = protectedRangeId:int range:GridRange namedRangeId:str tableId:str description:str warningOnly:bool
    requestingUserCanEdit:bool unprotectedRanges:[GridRange] editors:Editors
Editors = users:[str] groups:[str] domainUsersCanEdit:bool
DeveloperMetadata = metadataId:int metadataKey:str metadataValue:str location:DeveloperMetadataLocation
    visibility:DOCUMENT|PROJECT|DEVELOPER_METADATA_VISIBILITY_UNSPECIFIED
DeveloperMetadataLocation = locationType:str spreadsheet:bool sheetId:int? dimensionRange:DimensionRange
DataFilter = developerMetadataLookup:DeveloperMetadataLookup a1Range:str gridRange:GridRange
DeveloperMetadataLookup = locationType:str metadataLocation:DeveloperMetadataLocation locationMatchingStrategy:str
    metadataId:int metadataKey:str metadataValue:str visibility:str
ConditionalFormatRule = ranges:[GridRange] booleanRule:BooleanRule gradientRule:any
BooleanRule = condition:BooleanCondition format:CellFormat
BasicFilter = range:GridRange tableId:str sortSpecs:[SortSpec] criteria:any filterSpecs:[any]
FilterView = filterViewId:int title:str range:GridRange namedRangeId:str tableId:str sortSpecs:[SortSpec] criteria:any
    filterSpecs:[any]
SortSpec = dimensionIndex:int dataSourceColumnReference:any sortOrder:ASCENDING|DESCENDING|SORT_ORDER_UNSPECIFIED
    foregroundColor:Color foregroundColorStyle:ColorStyle backgroundColor:Color backgroundColorStyle:ColorStyle
BandedRange = bandedRangeId:int bandedRangeReference:str range:GridRange rowProperties:BandingProperties
    columnProperties:BandingProperties
BandingProperties = headerColor:Color headerColorStyle:ColorStyle firstBandColor:Color firstBandColorStyle:ColorStyle
    secondBandColor:Color secondBandColorStyle:ColorStyle footerColor:Color footerColorStyle:ColorStyle

ValueRange = range:str majorDimension:ROWS|COLUMNS|DIMENSION_UNSPECIFIED values:rows
BatchUpdateValuesRequest = valueInputOption:RAW|USER_ENTERED|INPUT_VALUE_OPTION_UNSPECIFIED data:[ValueRange]
    includeValuesInResponse:bool responseValueRenderOption:FORMATTED_VALUE|UNFORMATTED_VALUE|FORMULA
    responseDateTimeRenderOption:SERIAL_NUMBER|FORMATTED_STRING
BatchClearValuesRequest = ranges:[str]
ClearValuesRequest =
CopySheetToAnotherSpreadsheetRequest = destinationSpreadsheetId:str
BatchUpdateSpreadsheetRequest = requests:[Request] includeSpreadsheetInResponse:bool responseRanges:[str]
    responseIncludeGridData:bool
Request = addSheet:AddSheetRequest deleteSheet:DeleteSheetRequest updateSheetProperties:UpdateSheetPropertiesRequest
    duplicateSheet:DuplicateSheetRequest updateSpreadsheetProperties:UpdateSpreadsheetPropertiesRequest
    updateCells:UpdateCellsRequest repeatCell:RepeatCellRequest appendCells:AppendCellsRequest
    appendDimension:AppendDimensionRequest insertDimension:InsertDimensionRequest
    deleteDimension:DeleteDimensionRequest moveDimension:MoveDimensionRequest
    updateDimensionProperties:UpdateDimensionPropertiesRequest autoResizeDimensions:AutoResizeDimensionsRequest
    mergeCells:MergeCellsRequest unmergeCells:UnmergeCellsRequest addNamedRange:AddNamedRangeRequest
    updateNamedRange:UpdateNamedRangeRequest deleteNamedRange:DeleteNamedRangeRequest
    addProtectedRange:AddProtectedRangeRequest updateProtectedRange:UpdateProtectedRangeRequest
    deleteProtectedRange:DeleteProtectedRangeRequest setDataValidation:SetDataValidationRequest
    createDeveloperMetadata:CreateDeveloperMetadataRequest updateDeveloperMetadata:UpdateDeveloperMetadataRequest
    deleteDeveloperMetadata:DeleteDeveloperMetadataRequest addConditionalFormatRule:AddConditionalFormatRuleRequest
    updateConditionalFormatRule:UpdateConditionalFormatRuleRequest
    deleteConditionalFormatRule:DeleteConditionalFormatRuleRequest updateBorders:UpdateBordersRequest
    setBasicFilter:SetBasicFilterRequest clearBasicFilter:ClearBasicFilterRequest addBanding:AddBandingRequest
    deleteBanding:DeleteBandingRequest sortRange:SortRangeRequest findReplace:FindReplaceRequest
    copyPaste:CopyPasteRequest cutPaste:CutPasteRequest addDimensionGroup:AddDimensionGroupRequest
    deleteDimensionGroup:DeleteDimensionGroupRequest
PasteType = PASTE_NORMAL PASTE_VALUES PASTE_FORMAT PASTE_NO_BORDERS PASTE_FORMULA PASTE_DATA_VALIDATION
    PASTE_CONDITIONAL_FORMATTING
AddSheetRequest = properties:SheetProperties
DeleteSheetRequest = sheetId:int
UpdateSheetPropertiesRequest = properties:SheetProperties fields:str
DuplicateSheetRequest = sourceSheetId:int insertSheetIndex:int newSheetId:int? newSheetName:str
UpdateSpreadsheetPropertiesRequest = properties:SpreadsheetProperties fields:str
UpdateCellsRequest = rows:[RowData] fields:str start:GridCoordinate range:GridRange dataFilter:any
RepeatCellRequest = range:GridRange cell:CellData fields:str
AppendCellsRequest = sheetId:int rows:[RowData] fields:str tableId:str
AppendDimensionRequest = sheetId:int dimension:ROWS|COLUMNS|DIMENSION_UNSPECIFIED length:int
InsertDimensionRequest = range:DimensionRange inheritFromBefore:bool
DeleteDimensionRequest = range:DimensionRange
MoveDimensionRequest = source:DimensionRange destinationIndex:int
UpdateDimensionPropertiesRequest = range:DimensionRange dataSourceSheetRange:any
    properties:DimensionProperties fields:str
AutoResizeDimensionsRequest = dimensions:DimensionRange dataSourceSheetDimensions:any
MergeCellsRequest = range:GridRange mergeType:MERGE_ALL|MERGE_COLUMNS|MERGE_ROWS
UnmergeCellsRequest = range:GridRange
AddNamedRangeRequest = namedRange:NamedRange
UpdateNamedRangeRequest = namedRange:NamedRange fields:str
DeleteNamedRangeRequest = namedRangeId:str
AddProtectedRangeRequest = protectedRange:ProtectedRange
UpdateProtectedRangeRequest = protectedRange:ProtectedRange fields:str
DeleteProtectedRangeRequest = protectedRangeId:int
SetDataValidationRequest = range:GridRange rule:DataValidationRule filteredRowsIncluded:bool
CreateDeveloperMetadataRequest = developerMetadata:DeveloperMetadata
UpdateDeveloperMetadataRequest = dataFilters:[DataFilter] developerMetadata:DeveloperMetadata fields:str
DeleteDeveloperMetadataRequest = dataFilter:DataFilter
AddConditionalFormatRuleRequest = rule:ConditionalFormatRule index:int
UpdateConditionalFormatRuleRequest = index:int sheetId:int rule:ConditionalFormatRule newIndex:int?
DeleteConditionalFormatRuleRequest = index:int sheetId:int
UpdateBordersRequest = range:GridRange top:Border bottom:Border left:Border right:Border innerHorizontal:Border
    innerVertical:Border
SetBasicFilterRequest = filter:BasicFilter
ClearBasicFilterRequest = sheetId:int
AddBandingRequest = bandedRange:BandedRange
DeleteBandingRequest = bandedRangeId:int
SortRangeRequest = range:GridRange sortSpecs:[SortSpec]
FindReplaceRequest = find:str replacement:str matchCase:bool matchEntireCell:bool searchByRegex:bool
    includeFormulas:bool range:GridRange sheetId:int? allSheets:bool
CopyPasteRequest = source:GridRange destination:GridRange
    pasteType:PasteType
    pasteOrientation:NORMAL|TRANSPOSE
CutPasteRequest = source:GridRange destination:GridCoordinate
    pasteType:PasteType
AddDimensionGroupRequest = range:DimensionRange
DeleteDimensionGroupRequest = range:DimensionRange

BatchUpdateSpreadsheetResponse = spreadsheetId:str replies:[any] updatedSpreadsheet:Spreadsheet
    commentUpdateState:str
UpdateValuesResponse = spreadsheetId:str updatedRange:str updatedRows:int updatedColumns:int updatedCells:int
    updatedData:ValueRange
AppendValuesResponse = spreadsheetId:str tableRange:str updates:UpdateValuesResponse
BatchGetValuesResponse = spreadsheetId:str valueRanges:[ValueRange]
BatchUpdateValuesResponse = spreadsheetId:str totalUpdatedRows:int totalUpdatedColumns:int totalUpdatedCells:int
    totalUpdatedSheets:int responses:[UpdateValuesResponse]
ClearValuesResponse = spreadsheetId:str clearedRange:str
BatchClearValuesResponse = spreadsheetId:str clearedRanges:[str]

File = kind:str id:str name:str mimeType:str description:str starred:bool trashed:bool explicitlyTrashed:bool
    parents:[str] version:str webViewLink:str iconLink:str createdTime:str modifiedTime:str viewedByMe:bool
    viewedByMeTime:str owners:[User] lastModifyingUser:User shared:bool ownedByMe:bool capabilities:any
    permissions:[Permission] permissionIds:[str] size:str quotaBytesUsed:str writersCanShare:bool
    copyRequiresWriterPermission:bool appProperties:any properties:any spaces:[str] isAppAuthorized:bool
    modifiedByMe:bool modifiedByMeTime:str thumbnailVersion:str hasThumbnail:bool exportLinks:any
    contentRestrictions:[any] sharingUser:User sharedWithMeTime:str trashedTime:str driveId:str teamDriveId:str
User = kind:str displayName:str me:bool permissionId:str emailAddress:str photoLink:str
Permission = kind:str id:str type:user|group|domain|anyone emailAddress:str domain:str
    role:owner|organizer|fileOrganizer|writer|commenter|reader allowFileDiscovery:bool displayName:str
    deleted:bool pendingOwner:bool expirationTime:str photoLink:str view:str
FileList = kind:str nextPageToken:str incompleteSearch:bool files:[File]
PermissionList = kind:str nextPageToken:str permissions:[Permission]
CommentList = kind:str nextPageToken:str comments:[any]
"""
